package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    private static final Update PLAIN = new Update(Descent.SGD, false, 0);
    private static final Architecture ARCHITECTURE = sigmoid(100, 30, 10);

    private static Architecture sigmoid(Integer... sizes) {
        return Architecture.sigmoid(List.of(sizes), Cost.CROSS_ENTROPY);
    }

    private static StepPlan plan(DropoutRates dropout) {
        return ARCHITECTURE.plan(2, dropout, 0).with(PLAIN);
    }

    /** Returns whether plans for ten images of 100 pixels, so many of which are not 0, get lists. */
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
        return takes(new VectorProduct(), plan, 200);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "250, true", "251, false", "501, false"})
    void lists_byTheShareOfBytesThatAreNotZero(int nonZeros, boolean expected) {
        assertEquals(expected, takes(new VectorProduct(), plan(DropoutRates.NONE), nonZeros));
    }

    @Test
    void lists_productWithoutVectors_areNotTaken() {
        assertEquals(false, takes(new EjmlProduct(), plan(DropoutRates.NONE), 200));
    }

    @Test
    void lists_otherThanPlainDescent_areNotTaken() {
        assertEquals(true, takes(plan(DropoutRates.NONE)));
        assertEquals(false, takes(ARCHITECTURE.plan(2, DropoutRates.NONE, 0)));
        for (Update other : List.of(
                new Update(Descent.MOMENTUM, false, 0),
                new Update(Descent.SGD, true, 0),
                new Update(Descent.SGD, false, 1))) {
            assertEquals(false, takes(plan(DropoutRates.NONE).with(other)), other.toString());
        }
    }

    @Test
    void lists_inputsThatAreVaried_areNotTaken() {
        @Nullable Augmentation augmentation = AugmentationPreset.CIRESAN.of(10, 10);
        assertEquals(false, takes(plan(DropoutRates.NONE).with(augmentation)));
        assertEquals(false, takes(plan(new DropoutRates(List.of(0.2, 0.0)))));
        assertEquals(true, takes(plan(new DropoutRates(List.of(0.0, 0.2)))));
    }

    private static boolean isSmall(Architecture architecture) {
        return SparseRule.isSmall(architecture.plan(10, DropoutRates.NONE, 0).with(PLAIN));
    }

    @Test
    void isSmall_byTheWeightsBehindTheFirstLayer() {
        int widest = 8 * Panel.LANES;
        assertEquals(true, isSmall(sigmoid(784, 30, 10)));
        assertEquals(true, isSmall(sigmoid(784, widest, 10)));
        assertEquals(false, isSmall(sigmoid(784, widest + 1, 10)));
        assertEquals(true, isSmall(sigmoid(784, 16, 1024)));
        assertEquals(false, isSmall(sigmoid(784, 16, 1025)));
    }

    @Test
    void isSmall_layersThatKeepMoreThanTheirActivations_areNot() {
        assertEquals(
                false,
                isSmall(Architecture.of(
                        List.of(100, 30, 10), List.of(Activation.GELU, Activation.SIGMOID), Cost.CROSS_ENTROPY)));
        assertEquals(false, SparseRule.isSmall(plan(new DropoutRates(List.of(0.0, 0.2)))));
    }
}
