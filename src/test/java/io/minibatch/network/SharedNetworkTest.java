package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedNetworkTest {
    private static final byte WHITE = (byte) 255;
    private static final int THREADS = 16;
    private static final int EACH = 10_000;
    private static final int IMAGES = 97;
    private static final Architecture SMALL = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);

    private static Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(1)).backend();
    }

    private static Network small() {
        return Initializer.DEFAULT.initialize(SMALL, 1);
    }

    /** Returns images with four of five pixels black. */
    private static byte[] images(int count) {
        RandomStream stream = new RandomStream(1, Purpose.DIGITS, 0, 0);
        byte[] images = new byte[count * 784];
        for (int i = 0; i < images.length; i++) {
            int bits = stream.bits(i);
            images[i] = (bits >>> 8) % 5 == 0 ? (byte) bits : 0;
        }
        return images;
    }

    private static float[] numbers(byte[] images) {
        float[] numbers = new float[images.length];
        for (int i = 0; i < images.length; i++) {
            numbers[i] = images[i] * 0.013f;
        }
        return numbers;
    }

    /** So many that they take several passes, the last one short. */
    @Test
    void answer_ofManyImages_isThatOfEach() {
        int images = 2345;
        Architecture architecture = Architecture.of(List.of(3, 3), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Network network = new Network(architecture, new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0});
        byte[] pixels = new byte[3 * images];
        int[] classes = new int[images];
        float[] outputs = new float[3 * images];
        double sum = Math.exp(2) + 2;
        for (int i = 0; i < images; i++) {
            classes[i] = i * i % 3;
            pixels[3 * i + classes[i]] = WHITE;
            for (int j = 0; j < 3; j++) {
                outputs[3 * i + j] = (float) ((j == classes[i] ? Math.exp(2) : 1) / sum);
            }
        }
        try (Backend backend = new CpuBackend(1)) {
            Predictions answers = SharedNetwork.predict(backend, network, new Inputs.Bytes(pixels, 3));
            assertArrayEquals(classes, answers.classes());
            assertArrayEquals(outputs, answers.outputs(), 1e-6f);
        }
    }

    @Test
    void answers_haveTheLogitsOfEachRow() {
        Network network = new Network(
                Architecture.of(List.of(1, 2), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD),
                new float[] {2, -3, 0.5f, 1});
        int rows = 300;
        float[] values = new float[rows];
        float[] logits = new float[2 * rows];
        for (int i = 0; i < rows; i++) {
            values[i] = i;
            logits[2 * i] = 2 * i + 0.5f;
            logits[2 * i + 1] = -3 * i + 1;
        }
        try (SharedNetwork shared = SharedNetwork.owning(open(), network)) {
            assertArrayEquals(
                    logits, shared.predict(new Inputs.Floats(values, 1)).logits());
        }
    }

    @Test
    void ofTwoClasses_logits_areThoseWhoseSoftmaxAreTheOutputs() {
        Predictions both =
                new Predictions(new float[] {0.75f}, new float[] {(float) Math.log(3)}, new int[1]).ofTwoClasses();
        assertArrayEquals(new float[] {0.25f, 0.75f}, both.outputs());
        assertArrayEquals(new float[] {0, (float) Math.log(3)}, both.logits());
    }

    /** Both logits give an output of 1. */
    @Test
    void answer_outputsThatRoundToTheSame_areToldApartByTheirLogits() {
        Network network =
                new Network(Architecture.sigmoid(List.of(1, 2), Cost.CROSS_ENTROPY), new float[] {50, 60, 0, 0});
        try (SharedNetwork shared = SharedNetwork.owning(open(), network)) {
            float[] outputs = new float[2];
            assertEquals(1, shared.predict(new float[] {1}, outputs));
            assertArrayEquals(new float[] {1, 1}, outputs);
        }
    }

    @Test
    void answer_hiddenLayerThatOverflows_namesTheLayerAndTheRow() {
        Architecture architecture =
                Architecture.of(List.of(2, 1, 2), List.of(Activation.RELU, Activation.SIGMOID), Cost.CROSS_ENTROPY);
        Network network = new Network(architecture, new float[] {3e38f, 3e38f, 0, 1e-38f, 0, 0, 0});
        byte[] images = {WHITE, 0, 0, 0, WHITE, WHITE};
        assertEquals(
                "layer 1 of 2 computes Infinity for row 3: the weights are too large for float32; train the network "
                        + "again with a smaller learning rate or a larger lambda",
                failure(network, images).getMessage());
    }

    /** Sigmoid outputs would both be 1, and the first class would win. */
    @Test
    void answer_logitsThatOverflow_areRefusedWhereTheOutputsAreFinite() {
        Network network = new Network(
                Architecture.sigmoid(List.of(2, 2), Cost.CROSS_ENTROPY),
                new float[] {3e38f, 3e38f, 3e38f, 3e38f, 0, 0});
        assertEquals(
                "layer 1 of 1 computes Infinity for row 1:",
                String.valueOf(failure(network, new byte[] {WHITE, WHITE}).getMessage())
                        .substring(0, 41));
    }

    private static NonFiniteException failure(Network network, byte[] images) {
        try (Backend backend = new CpuBackend(1)) {
            return assertThrows(
                    NonFiniteException.class,
                    () -> SharedNetwork.predict(backend, network, new Inputs.Bytes(images, 2)));
        }
    }

    @Test
    void answer_wrongLengths_areRefused() {
        try (SharedNetwork shared = SharedNetwork.owning(open(), small())) {
            assertRefused(
                    "a row of 783 values: the network takes 784 inputs",
                    () -> shared.predict(new byte[783], new float[10]));
            assertRefused(
                    "a row of 785 values: the network takes 784 inputs",
                    () -> shared.predict(new float[785], new float[10]));
            assertRefused(
                    "an array of 9 outputs: the network gives 10", () -> shared.predict(new byte[784], new float[9]));
            assertRefused(
                    "rows of 28 values: the network takes 784 inputs",
                    () -> shared.predict(new Inputs.Bytes(new byte[784], 28)));
        }
    }

    private static void assertRefused(String message, Callable<?> call) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, call::call).getMessage());
    }

    @Test
    void answer_afterClose_isRefused() {
        SharedNetwork shared = SharedNetwork.owning(open(), small());
        shared.close();
        shared.close();
        String message = "the network on the cpu backend is closed";
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> shared.predict(new byte[784], new float[10]))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> shared.predict(new Inputs.Bytes(new byte[784], 784)))
                        .getMessage());
    }

    @Test
    void close_leavesABorrowedBackendOpen_andClosesItsOwn() {
        Backend borrowed = open();
        new SharedNetwork(borrowed, small()).close();
        assertFalse(borrowed.allocate(1, 1).isClosed());
        Backend own = open();
        var memory = own.allocate(1, 1);
        SharedNetwork.owning(own, small()).close();
        assertTrue(memory.isClosed());
        borrowed.close();
    }

    @Test
    void threads_getThePredictionsOfOneThread_bitForBit() throws InterruptedException, ExecutionException {
        byte[] images = images(IMAGES);
        float[] numbers = numbers(images);
        try (SharedNetwork shared = SharedNetwork.owning(open(), small())) {
            Predictions ofBytes = shared.predict(new Inputs.Bytes(images, 784));
            Predictions ofNumbers = shared.predict(new Inputs.Floats(numbers, 784));
            onThreads(THREADS, thread -> {
                float[] outputs = new float[10];
                for (int i = 0; i < EACH; i++) {
                    int image = (thread * 31 + i) % IMAGES;
                    boolean bytes = (thread + i) % 2 == 0;
                    int from = image * 784;
                    int predicted = bytes
                            ? shared.predict(Arrays.copyOfRange(images, from, from + 784), outputs)
                            : shared.predict(Arrays.copyOfRange(numbers, from, from + 784), outputs);
                    Predictions alone = bytes ? ofBytes : ofNumbers;
                    if (predicted != alone.classes()[image]
                            || !Arrays.equals(outputs, 0, 10, alone.outputs(), image * 10, image * 10 + 10)) {
                        throw new AssertionError("thread " + thread + ", call " + i + ": " + Arrays.toString(outputs));
                    }
                }
            });
        }
    }

    /** 784-200-10, so that passes take long enough for calls to be combined. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void threadsWithManyRows_getTheAnswersOfOneThread(int backendThreads)
            throws InterruptedException, ExecutionException {
        Network network = Initializer.DEFAULT.initialize(
                Architecture.of(
                        List.of(784, 200, 10), List.of(Activation.RELU, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD),
                1);
        byte[] images = images(300);
        try (SharedNetwork shared = SharedNetwork.owning(
                Backends.open("cpu", BackendOptions.withThreads(backendThreads)).backend(), network)) {
            float[] alone = shared.predict(new Inputs.Bytes(images, 784)).outputs();
            onThreads(8, thread -> {
                for (int i = 0; i < 12; i++) {
                    int from = thread * 29 + i;
                    int to = from + 1 + i * 7;
                    byte[] part = Arrays.copyOfRange(images, from * 784, to * 784);
                    assertArrayEquals(
                            Arrays.copyOfRange(alone, from * 10, to * 10),
                            shared.predict(new Inputs.Bytes(part, 784)).outputs());
                }
            });
        }
    }

    @Test
    void failure_reachesOnlyTheCallerWhoseRowsFail() throws InterruptedException, ExecutionException {
        Network network = new Network(
                Architecture.sigmoid(List.of(2, 2), Cost.CROSS_ENTROPY), new float[] {3e38f, 1, 3e38f, 1, 0, 0});
        try (SharedNetwork shared = SharedNetwork.owning(open(), network)) {
            onThreads(8, thread -> {
                float[] outputs = new float[2];
                for (int i = 0; i < 2000; i++) {
                    if (thread % 2 == 0) {
                        assertEquals(1, shared.predict(new float[] {0, -0.5f}, outputs));
                    } else {
                        NonFiniteException failed = assertThrows(
                                NonFiniteException.class,
                                () -> shared.predict(new Inputs.Floats(new float[] {0, 0, 1, 1, 0, 0}, 2)));
                        assertTrue(String.valueOf(failed.getMessage()).contains("for row 2:"), failed.getMessage());
                    }
                }
            });
        }
    }

    @Test
    void interruptedCaller_getsItsAnswer_andStaysInterrupted() throws InterruptedException, ExecutionException {
        byte[] images = images(1);
        try (SharedNetwork shared = SharedNetwork.owning(open(), small())) {
            float[] alone = new float[10];
            shared.predict(images, alone);
            onThreads(8, thread -> {
                Thread.currentThread().interrupt();
                float[] outputs = new float[10];
                for (int i = 0; i < 1000; i++) {
                    shared.predict(images, outputs);
                    assertArrayEquals(alone, outputs);
                }
                assertTrue(Thread.interrupted());
            });
        }
    }

    @Test
    void close_whileCallsAreInProgress_refusesLaterOnesAlone() throws InterruptedException, ExecutionException {
        byte[] images = images(1);
        for (int i = 0; i < 20; i++) {
            SharedNetwork shared = SharedNetwork.owning(open(), small());
            float[] alone = new float[10];
            shared.predict(images, alone);
            CountDownLatch calling = new CountDownLatch(4);
            onThreads(5, thread -> {
                if (thread == 4) {
                    calling.await();
                    shared.close();
                    return;
                }
                float[] outputs = new float[10];
                IllegalStateException closed = assertThrows(IllegalStateException.class, () -> {
                    while (true) {
                        shared.predict(images, outputs);
                        assertArrayEquals(alone, outputs);
                        calling.countDown();
                    }
                });
                assertEquals("the network on the cpu backend is closed", closed.getMessage());
            });
        }
    }

    /** The work of a thread. */
    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void onThreads(int count, Work work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                futures.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
