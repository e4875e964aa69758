package io.minibatch.backend.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepRun;
import io.minibatch.backend.cuda.FusedTraining.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks that a cluster of blocks trains, on a device of compute capability 9.0 or more, against single operations.
 */
class EmulatedFusedClusterTest {
    private static final double DENSITY = 0.2;
    private static final int EXAMPLES = 35;

    private @Nullable EmulatedSession session;
    private CudaBackend backend;

    @BeforeEach
    void open() {
        if (!EmulatedCuda.onCard()) {
            session = new EmulatedSession();
            EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 90);
            EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 17);
        }
        backend = EmulatedCuda.open();
        assumeTrue(backend.context().device().major() >= 9, "clusters need compute capability 9");
    }

    @AfterEach
    void close() {
        backend.close();
        if (session != null) {
            session.close();
        }
    }

    private static Task task(int inputs, int width, int classes, int capacity) {
        Architecture architecture = Architecture.of(
                List.of(inputs, width, classes), List.of(Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        return Task.of(architecture, TestData.sparse(EXAMPLES, 1, inputs, classes, DENSITY), capacity)
                .with(new Rates(0.1, 0, 0, 0, 0.01, 0, 0));
    }

    private void check(Task task) {
        FusedTraining.check(backend, task, task.stepsPerEpoch() + 2);
    }

    @ParameterizedTest
    @CsvSource({"784,100,10,10", "784,33,2,10", "785,128,26,7", "520,65,32,64", "2048,128,10,1", "257,128,26,10"})
    void run_wideNetwork_isThatOfSingleOperations(int inputs, int width, int classes, int capacity) {
        check(task(inputs, width, classes, capacity));
    }

    @ParameterizedTest
    @CsvSource({"MOMENTUM", "NESTEROV"})
    void run_wideNetworkWithMomentum_isThatOfSingleOperations(Descent rule) {
        check(task(784, 100, 10, 10).with(rule));
    }

    /** Words of fewer than four pixels, blocks without inputs, tiles, and short mini-batches. */
    @ParameterizedTest
    @CsvSource({"201,65,32,33", "402,64,10,64", "1600,128,10,1"})
    void run_momentumInAnyShape_isThatOfSingleOperations(int inputs, int width, int classes, int capacity) {
        Task task = task(inputs, width, classes, capacity).with(new DropoutRates(List.of(0.2, 0.5)));
        check(task.with(Descent.NESTEROV));
    }

    @Test
    void run_manyInputsWithoutHiddenLayer_isThatOfSingleOperations() {
        Architecture architecture =
                Architecture.of(List.of(1026, 10), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        check(Task.of(architecture, TestData.sparse(EXAMPLES, 1, 1026, 10, DENSITY), 10)
                .with(new DropoutRates(List.of(0.2))));
    }

    @Test
    void run_wideNetworkWithDropout_isThatOfSingleOperations() {
        check(task(784, 100, 10, 10).with(new DropoutRates(List.of(0.2, 0.5))));
    }

    @Test
    void run_severalNetworks_givesEachWhatItGetsAlone() {
        List<Task> tasks = IntStream.rangeClosed(1, 3)
                .mapToObj(seed -> task(600, 70, 10, 10).withSeed(seed))
                .toList();
        List<FusedTraining> together = tasks.stream()
                .map(task -> new FusedTraining(backend, true, task))
                .toList();
        together.forEach(training -> training.startEpoch(0));
        new CheckedBackend(backend)
                .run(IntStream.range(0, 3)
                        .mapToObj(i -> new StepRun(together.get(i).step(), 2 + i))
                        .toList());
        for (int i = 0; i < 3; i++) {
            try (FusedTraining alone = new FusedTraining(backend, true, tasks.get(i))) {
                alone.startEpoch(0).run(2 + i);
                assertArrayEquals(alone.parameters(), together.get(i).parameters());
            }
        }
        together.forEach(FusedTraining::close);
    }

    @Test
    void together_isHowManyClustersTheMultiprocessorsHold() {
        EmulatedCuda.assumeEmulated();
        assertEquals(2, backend.together(task(784, 100, 10, 10).plan()));
        assertEquals(17, backend.together(task(784, 30, 10, 10).plan()));
    }

    @ParameterizedTest
    @CsvSource({"89, 17", "90, 7"})
    void claim_wideNetworkWhereNoClusterFits_isLeftToSingleOperations(int capability, int multiprocessors) {
        EmulatedCuda.assumeEmulated();
        backend.close();
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, capability);
        EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, multiprocessors);
        backend = EmulatedCuda.open();
        Task task = task(784, 100, 10, 10);
        assertThrows(NullPointerException.class, () -> new FusedTraining(backend, true, task));
        assertEquals(1, backend.together(task.plan()));
    }

    @Test
    void run_wideNetworkThatDiverges_namesTheStepOfSingleOperations() {
        check(task(784, 100, 10, 10).with(new Rates(3e38, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void run_wideNetworkWithL1_isThatOfSingleOperations() {
        check(task(784, 100, 10, 10).with(new Rates(0.1, 0, 0, 0, 0.01, 0.003, 0)));
    }
}
