package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cuda.FusedTraining.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that one kernel makes against the same steps as single operations. */
class EmulatedFusedStepTest {
    private static final Tolerance TRAJECTORY = new Tolerance(1e-6, 1e-4);
    private static final double DENSITY = 0.2;
    private static final int STEPS = 20;

    private static Architecture softmax(List<Integer> sizes) {
        return Architecture.of(
                sizes,
                sizes.size() == 2 ? List.of(Activation.SOFTMAX) : List.of(Activation.SIGMOID, Activation.SOFTMAX),
                Cost.LOG_LIKELIHOOD);
    }

    private static Task task(Architecture architecture, int size, int capacity) {
        return Task.of(
                architecture,
                TestData.sparse(size, 1, architecture.inputs(), architecture.outputs(), DENSITY),
                capacity);
    }

    /** Two epochs, the second ended early. */
    private static void check(Task task) {
        try (CudaBackend backend = EmulatedCuda.open();
                FusedTraining expected = new FusedTraining(backend, false, task);
                FusedTraining actual = new FusedTraining(backend, true, task)) {
            int perEpoch = Math.min(STEPS, task.stepsPerEpoch());
            for (FusedTraining training : List.of(expected, actual)) {
                training.startEpoch(0).run(perEpoch);
                training.startEpoch(1).run(perEpoch / 2);
            }
            checkClose(expected.parameters(), actual.parameters());
            checkClose(expected.velocity(), actual.velocity());
            assertEquals(expected.firstNonFinite(), actual.firstNonFinite());
            assertArrayEquals(expected.nextImages(), actual.nextImages());
        }
    }

    private static void checkClose(float[] expected, float[] actual) {
        TRAJECTORY.check(
                IntStream.range(0, expected.length)
                        .mapToDouble(i -> expected[i])
                        .toArray(),
                actual);
    }

    @ParameterizedTest
    @CsvSource({
        "784,30,10",
        "784,1,2",
        "784,7,10",
        "300,31,10",
        "300,32,10",
        "300,33,10",
        "256,100,26",
        "256,128,10",
        "784,10,0",
        "300,26,0",
        "301,30,10",
        "17,5,3",
    })
    void run_shape_isThatOfSingleOperations(int inputs, int width, int classes) {
        check(task(softmax(classes == 0 ? List.of(inputs, width) : List.of(inputs, width, classes)), 35, 10));
    }
}
