package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A recorded step on the heap allocates nothing, once the JIT compiler has done with it. */
class StepAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 50;
    private static final int MOST = 128;
    private static final long PATIENCE = 30_000_000_000L;
    private static final Dataset DATA = TestData.random(STEPS * MOST, 28, 28, 10);
    private static final Dataset SPARSE = TestData.sparse(STEPS * MOST, 28, 28, 10, 0.2);

    private static final Architecture SIGMOID = network(30);

    /** Each function with an exponential. */
    private static final Architecture EXPONENTIALS = Architecture.of(
            List.of(DATA.features(), 30, 30, 30, 30, DATA.outputs()),
            List.of(Activation.TANH, Activation.SOFTPLUS, Activation.ELU, Activation.GELU, Activation.SOFTMAX),
            Cost.LOG_LIKELIHOOD);

    /** Mini-batches whose layers end with part of a vector, and ones that threads share. */
    static Stream<Arguments> steps() {
        return Stream.of("ejml", "openblas", "vector", "auto")
                .flatMap(gemm -> Stream.of(Arguments.of(gemm, 1, 10), Arguments.of(gemm, 2, MOST)));
    }

    @ParameterizedTest(name = "{0}, {1} threads, mini-batch {2}")
    @MethodSource("steps")
    void step_onceCompiled_allocatesNothing(String gemm, int count, int size) {
        checkAllocatesNothing(SIGMOID, gemm, count, size);
    }

    @ParameterizedTest(name = "{0}, {1} threads, mini-batch {2}")
    @MethodSource("steps")
    void step_ofEachExponential_onceCompiled_allocatesNothing(String gemm, int count, int size) {
        checkAllocatesNothing(EXPONENTIALS, gemm, count, size);
    }

    private static void checkAllocatesNothing(Architecture architecture, String gemm, int count, int size) {
        BackendOptions options = BackendOptions.withThreads(count).withGemm(gemm);
        try (Backend backend = Backends.open("cpu", options).backend()) {
            StepOnDevice training = training(backend, DATA, architecture, size);
            try (Step step = backend.record(training.operations::run)) {
                checkAllocatesNothing(backend, training.batch(), step, count);
            }
        }
    }

    /**
     * A small network, whose steps are claimed, and a wide first layer; mini-batches that threads share, with lists of
     * positions.
     */
    @ParameterizedTest(name = "{0} neurons, {1} threads, mini-batch {2}")
    @CsvSource({"30, 1, 10", "30, 2, 400", "100, 1, 128", "100, 2, 128", "300, 1, 10", "300, 2, 128"})
    void stepOnSparseData_onceCompiled_allocatesNothing(int width, int count, int size) {
        try (Backend backend = Backends.open(
                                "cpu", BackendOptions.withThreads(count).withGemm("auto"))
                        .backend();
                StepOnDevice training = training(backend, SPARSE, network(width), size);
                Step claimed = backend.claim(training.plan, training.memory)) {
            assertNotNull(backend.claimInput(training.plan, training.memory));
            assertEquals(size * width <= 300, claimed != null);
            Step step = claimed == null ? backend.record(training.operations::run) : claimed;
            checkAllocatesNothing(backend, training.batch(), step, count);
        }
    }

    private static void checkAllocatesNothing(Backend backend, Batch batch, Step step, int count) {
        step.run(1); // starts the backend's threads where they share the work
        long[] threads = threads();
        assertTrue(threads.length <= count, threads.length + " threads");
        long start = System.nanoTime();
        long allocated;
        do {
            backend.shuffle(batch, 1, 1);
            allocated = -allocated(threads);
            step.run(STEPS);
            allocated += allocated(threads);
        } while (allocated > 0 && System.nanoTime() - start < PATIENCE);
        assertEquals(0, allocated, "bytes in " + STEPS + " steps");
    }

    /** Returns the ids of this thread and of the backend's. */
    private static long[] threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread == Thread.currentThread() || thread.getName().startsWith("minibatch-cpu-"))
                .mapToLong(Thread::getId)
                .toArray();
    }

    /** Allocates nothing itself. */
    private static long allocated(long[] threads) {
        long bytes = 0;
        for (long thread : threads) {
            bytes += THREADS.getThreadAllocatedBytes(thread);
        }
        return bytes;
    }

    private static Architecture network(int width) {
        return Architecture.sigmoid(List.of(DATA.features(), width, DATA.outputs()), Cost.CROSS_ENTROPY);
    }

    private static StepOnDevice training(Backend backend, Dataset data, Architecture architecture, int size) {
        return new StepOnDevice(
                backend,
                Initializer.DEFAULT.initialize(architecture, 1),
                TrainingSession.upload(backend, data),
                Hyperparameters.sgd(1, size, 0.01, 5));
    }
}
