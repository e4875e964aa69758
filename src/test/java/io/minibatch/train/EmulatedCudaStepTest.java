package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Step;
import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.optimize.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launches of a training step on the CUDA backend, on the emulated driver. */
class EmulatedCudaStepTest {
    private static final int EXAMPLES = 320;
    private static final int FEATURES = 12;

    /**
     * For L layers 5L - 1 launches; each costs a GPU a microsecond or two, whatever it computes. On a card
     * cuBLAS may launch more than one kernel for a product.
     */
    @ParameterizedTest
    @CsvSource({
        "'12,30,10', false, 9",
        "'12,16,16,10', false, 14",
        "'12,30,10', true, 10",
        "'12,30,32', false, 9",
        "'12,30,33', false, 11",
    })
    void step_launchesAsFewKernelsAsItCan(String sizes, boolean momentum, int expected) {
        EmulatedCuda.assumeEmulated();
        List<Integer> layers =
                List.of(sizes.split(",")).stream().map(Integer::valueOf).toList();
        UpdateRule rule = momentum ? UpdateRule.Momentum.of(0.9) : new UpdateRule.Sgd();
        try (Backend backend = EmulatedCuda.open();
                StepOnDevice trained = trained(backend, Architecture.sigmoid(layers, Cost.CROSS_ENTROPY), rule, 10);
                Step step = backend.record(trained.operations::run)) {
            System.out.println(
                    sizes + (momentum ? " with momentum: " : ": ") + EmulatedCuda.nodes(step) + " launches a step");
            assertEquals(expected, EmulatedCuda.nodes(step));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "9", "10", "49", "50", "61", "125"})
    void step_replayedInGraphsOfAnySize_isTheStepCalledAsOften(int times) {
        Architecture architecture = Architecture.of(
                List.of(FEATURES, 16, 10), List.of(Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        List<float[]> results = new ArrayList<>();
        for (boolean recorded : new boolean[] {false, true}) {
            try (Backend backend = EmulatedCuda.open();
                    StepOnDevice trained = trained(backend, architecture, UpdateRule.Momentum.of(0.9), 3);
                    Step step = backend.record(trained.operations::run)) {
                if (recorded) {
                    step.run(times);
                }
                for (int i = 0; i < times && !recorded; i++) {
                    trained.operations.run();
                }
                results.add(trained.network.download().parameters());
            }
        }
        assertArrayEquals(results.get(0), results.get(1));
    }

    /** Rows beyond those that one block takes: the sums of several blocks meet. */
    @Test
    void step_tallBatch_isTheSameAtEachRun() {
        Architecture architecture = Architecture.sigmoid(List.of(FEATURES, 20, 10), Cost.CROSS_ENTROPY);
        List<float[]> results = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Backend backend = EmulatedCuda.open();
                    StepOnDevice trained = trained(backend, architecture, new UpdateRule.Sgd(), EXAMPLES)) {
                for (int i = 0; i < 3; i++) {
                    backend.rewind(trained.batch());
                    trained.operations.run();
                }
                results.add(trained.network.download().parameters());
            }
        }
        assertArrayEquals(results.get(0), results.get(1));
    }

    private static StepOnDevice trained(Backend backend, Architecture architecture, UpdateRule rule, int capacity) {
        byte[] images = new byte[EXAMPLES * FEATURES];
        byte[] labels = new byte[EXAMPLES];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (i * 37);
            labels[i / FEATURES] = (byte) (i / FEATURES % 10);
        }
        StepOnDevice trained = new StepOnDevice(
                backend,
                Initializer.DEFAULT.initialize(architecture, 1),
                backend.upload(images, labels, FEATURES, architecture.outputs()),
                Hyperparameters.sgd(1, capacity, 0.5, 0.1).with(rule));
        backend.shuffle(trained.batch(), 1, 0);
        return trained;
    }
}
