package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PredictorTest {
    private static final byte WHITE = (byte) 255;

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
            Predictor.Answers answers = Predictor.answer(backend, network, pixels);
            assertArrayEquals(classes, answers.classes());
            assertArrayEquals(outputs, answers.outputs(), 1e-6f);
        }
    }

    @Test
    void answer_hiddenLayerThatOverflows_namesTheLayerAndTheImage() {
        Architecture architecture =
                Architecture.of(List.of(2, 1, 2), List.of(Activation.RELU, Activation.SIGMOID), Cost.CROSS_ENTROPY);
        Network network = new Network(architecture, new float[] {3e38f, 3e38f, 0, 1e-38f, 0, 0, 0});
        byte[] images = {WHITE, 0, 0, 0, WHITE, WHITE};
        assertEquals(
                "layer 1 of 2 computes Infinity for image 3: the weights are too large for float32; train the network "
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
                "layer 1 of 1 computes Infinity for image 1:",
                String.valueOf(failure(network, new byte[] {WHITE, WHITE}).getMessage())
                        .substring(0, 43));
    }

    private static NonFiniteException failure(Network network, byte[] images) {
        try (Backend backend = new CpuBackend(1)) {
            return assertThrows(NonFiniteException.class, () -> Predictor.answer(backend, network, images));
        }
    }

    @Test
    void answer_fromFourThreadsOnOneBackend_isThatOfOneThread() throws InterruptedException, ExecutionException {
        Network network =
                Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(400, 200, 10), Cost.CROSS_ENTROPY), 1);
        byte[] images = new byte[300 * 400];
        RandomStream stream = new RandomStream(1, Purpose.DIGITS, 0, 0);
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) stream.bits(i);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Backend backend = new CpuBackend(2)) {
            float[] alone = Predictor.answer(backend, network, images).outputs();
            List<Future<float[]>> shared = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                shared.add(threads.submit(
                        () -> Predictor.answer(backend, network, images).outputs()));
            }
            for (Future<float[]> outputs : shared) {
                assertArrayEquals(alone, outputs.get());
            }
        } finally {
            threads.shutdown();
        }
    }
}
