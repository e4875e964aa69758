package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Descent;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepPlan.Update;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseRuleTest {
    private static final MatrixProduct SPARSE = new SparseFirst(new VectorProduct(), 0.25);
    private static final Update PLAIN = new Update(Descent.SGD, false, 0);
    private static final Architecture ARCHITECTURE = sigmoid(100, 30, 10);

    private static Architecture sigmoid(Integer... sizes) {
        return Architecture.sigmoid(List.of(sizes), Cost.CROSS_ENTROPY);
    }

    private static StepPlan plan(DropoutRates dropout) {
        return ARCHITECTURE.plan(2, dropout, 0).with(PLAIN);
    }

    /** Returns whether plans for ten images of 100 pixels with this many non-zero pixels get lists. */
    private static boolean takes(MatrixProduct product, StepPlan plan, int nonZeros) {
        byte[] images = new byte[1000];
        for (int i = 0; i < nonZeros; i++) {
            images[i] = 1;
        }
        try (CpuBackend backend = new CpuBackend(1);
                StepMemory memory = StepMemory.allocate(
                        backend,
                        plan,
                        backend.upload(images, new byte[10], 100, 10),
                        backend.allocate(1, plan.parameterCount()))) {
            return SparseRule.lists(product, plan, memory) != null;
        }
    }

    private static boolean takes(StepPlan plan) {
        return takes(SPARSE, plan, 200);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "250, true", "251, false"})
    void lists_byTheShareOfBytesThatAreNotZero(int nonZeros, boolean expected) {
        assertEquals(expected, takes(SPARSE, plan(DropoutRates.NONE), nonZeros));
    }

    @Test
    void lists_denseProducts_areNotTaken() {
        for (MatrixProduct dense : List.of(new EjmlProduct(), new VectorProduct())) {
            assertFalse(takes(dense, plan(DropoutRates.NONE), 200), dense.name());
        }
    }

    @Test
    void lists_limitedNormsOrNoUpdate_areNotTaken() {
        assertTrue(takes(plan(DropoutRates.NONE)));
        assertFalse(takes(ARCHITECTURE.plan(2, DropoutRates.NONE, 0)));
        assertFalse(takes(plan(DropoutRates.NONE).with(new Update(Descent.SGD, false, 1))));
    }

    /** Weights that change in the memory are loaded in each step. */
    @ParameterizedTest
    @CsvSource({"127, 30, false", "128, 30, true", "128, 512, true", "128, 513, false", "200, 800, true"})
    void lists_otherThanPlainDescent_areTakenForLargeMiniBatches(int capacity, int outputs, boolean expected) {
        StepPlan plan = sigmoid(100, outputs, 10).plan(capacity, DropoutRates.NONE, 0);
        for (Update other : List.of(
                new Update(Descent.MOMENTUM, false, 0),
                new Update(Descent.ADAM, false, 1),
                new Update(Descent.SGD, true, 0),
                new Update(Descent.SGD, false, 0, 1))) {
            assertEquals(expected, takes(plan.with(other)), other.toString());
        }
    }

    @Test
    void lists_inputsThatAreVaried_areNotTaken() {
        @Nullable Augmentation augmentation = AugmentationPreset.CIRESAN.of(10, 10);
        assertFalse(takes(plan(DropoutRates.NONE).with(augmentation)));
        assertFalse(takes(plan(new DropoutRates(List.of(0.2, 0.0)))));
        assertTrue(takes(plan(new DropoutRates(List.of(0.0, 0.2)))));
    }

    private static boolean isSmall(Architecture architecture, int capacity) {
        return SparseRule.isSmall(
                architecture.plan(capacity, DropoutRates.NONE, 0).with(PLAIN));
    }

    @Test
    void isSmall_byTheWeightsBehindTheFirstLayer() {
        assertTrue(isSmall(sigmoid(784, 30, 10), 10));
        assertTrue(isSmall(sigmoid(784, 16, 1024), 10));
        assertFalse(isSmall(sigmoid(784, 16, 1025), 10));
    }

    @Test
    void isSmall_byTheVectorsOfAMiniBatch() {
        int outputs = 8 * Panel.LANES;
        assertTrue(isSmall(sigmoid(784, outputs, 10), 8));
        assertFalse(isSmall(sigmoid(784, outputs, 10), 9));
        assertFalse(isSmall(sigmoid(784, outputs + 1, 10), 8));
        assertTrue(isSmall(sigmoid(784, 8 * outputs, 10), 1));
    }

    @Test
    void isSmall_layersThatKeepMoreThanTheirActivations_areNot() {
        Architecture gelu =
                Architecture.of(List.of(100, 30, 10), List.of(Activation.GELU, Activation.SIGMOID), Cost.CROSS_ENTROPY);
        assertFalse(isSmall(gelu, 2));
        assertFalse(SparseRule.isSmall(plan(new DropoutRates(List.of(0.0, 0.2)))));
    }
}
