package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Dataset;
import io.minibatch.train.TestData;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of one to four vectors, of several panels, whole and with part of a vector. */
class SparseWeightsTest {
    private static final int INPUTS = 9;
    private static final int OFFSET = 7;

    private static CpuMatrix memory(int outputs) {
        CpuMatrix memory = new CpuMatrix(new CpuBackend(1), 1, OFFSET + (INPUTS + 1) * outputs);
        Random random = new Random(outputs);
        for (int i = 0; i < memory.data.length; i++) {
            memory.data[i] = (float) random.nextGaussian();
        }
        return memory;
    }

    private static SparseWeights weights(CpuMatrix memory, int outputs) {
        return new SparseWeights(
                memory, new StepPlan.Layer(INPUTS, outputs, Elementwise.SIGMOID, 0, OFFSET, OFFSET + INPUTS * outputs));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 16, 17, 30, 32, 33, 48, 60, 64, 65, 80, 100, 112, 128, 200})
    void store_afterLoad_leavesTheMemoryAsItIs(int outputs) {
        CpuMatrix memory = memory(outputs);
        float[] before = memory.data.clone();
        SparseWeights weights = weights(memory, outputs);
        weights.load();
        assertTrue(weights.isStored(1));
        weights.store(1);
        assertArrayEquals(before, memory.data);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 32, 33, 65, 100, 200})
    void isStored_afterAChangeOfAnyWeight_isFalse(int outputs) {
        CpuMatrix memory = memory(outputs);
        SparseWeights weights = weights(memory, outputs);
        weights.load();
        for (int i = 0; i < memory.data.length; i++) {
            boolean ofLayer = i >= OFFSET && i < OFFSET + INPUTS * outputs;
            float before = memory.data[i];
            memory.data[i] += 1;
            assertEquals(!ofLayer, weights.isStored(1), "element " + i);
            memory.data[i] = before;
        }
        assertFalse(weights.isStored(0.5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 33, 100, 200})
    void fold_thenStore_isTheStoreOfTheProduct(int outputs) {
        CpuMatrix memory = memory(outputs);
        float[] before = memory.data.clone();
        SparseWeights weights = weights(memory, outputs);
        weights.load();
        weights.store(0.3);
        for (int i = 0; i < before.length; i++) {
            boolean ofLayer = i >= OFFSET && i < OFFSET + INPUTS * outputs;
            assertEquals(ofLayer ? (float) (0.3 * before[i]) : before[i], memory.data[i]);
        }
        assertTrue(weights.isStored(0.3));
        weights.fold(0.3);
        assertTrue(weights.isStored(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 17, 30, 33, 48, 65, 80, 100, 112, 128, 200})
    void multiply_image_isTheProductWithItsPixels(int outputs) {
        Dataset data = TestData.sparse(5, 1, INPUTS, 2, 0.5);
        NonZeros lists = NonZeros.of(data.images(), INPUTS, 1);
        assertNotNull(lists);
        CpuMatrix memory = memory(outputs);
        SparseWeights weights = weights(memory, outputs);
        weights.load();
        for (int image = 0; image < data.size(); image++) {
            double[] x = TestData.inputs(data, image)[0];
            double[] expected = new double[2 + SparseWeights.paddedWidth(outputs)];
            for (int j = 0; j < outputs; j++) {
                for (int i = 0; i < INPUTS; i++) {
                    expected[2 + j] += 0.7 * x[i] * memory.data[OFFSET + i * outputs + j];
                }
            }
            float[] z = new float[expected.length];
            weights.multiply(lists, image, 0.7f, z, 2);
            Tolerance.sum(INPUTS).check(expected, z);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 32, 33, 64, 65, 80, 100, 129, 200})
    void paddedWidth_leavesNoPanelOfASingleVector(int outputs) {
        int width = SparseWeights.paddedWidth(outputs);
        assertTrue(width >= outputs && width < outputs + 2 * Panel.LANES);
        assertEquals(0, width % Panel.LANES);
        assertTrue(width / Panel.LANES % Panel.WIDE != 1);
    }
}
