package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import org.junit.jupiter.api.Test;

class StandardizationTest {
    @Test
    void of_floats_givesMeansAndDeviations() {
        Standardization found = Standardization.of(new Inputs.Floats(new float[] {1, 10, 3, 30, 5, 50, 7, 70}, 2));
        assertArrayEquals(new float[] {4, 40}, found.mean());
        assertArrayEquals(new float[] {(float) Math.sqrt(5), (float) Math.sqrt(500)}, found.deviation());
    }

    @Test
    void of_bytes_isThatOfShares() {
        Standardization found = Standardization.of(new Inputs.Bytes(new byte[] {0, (byte) 255}, 1));
        assertArrayEquals(new float[] {0.5f}, found.mean());
        assertArrayEquals(new float[] {0.5f}, found.deviation());
    }

    @Test
    void apply_constantFeature_staysAsItIs() {
        Inputs.Floats inputs = new Inputs.Floats(new float[] {7, 1, 7, 3}, 2);
        assertArrayEquals(
                new float[] {7, -1, 7, 1},
                Standardization.of(inputs).apply(inputs).values());
    }

    /** The rounding of the mean of equal floats must not look like a deviation. */
    @Test
    void apply_constantFractions_stayAsTheyAre() {
        Inputs.Floats inputs = new Inputs.Floats(new float[] {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f}, 1);
        assertArrayEquals(
                inputs.values(), Standardization.of(inputs).apply(inputs).values());
    }

    @Test
    void apply_otherNumberOfFeatures_isRefused() {
        Standardization two = new Standardization(new float[2], new float[] {1, 1});
        assertEquals(
                "examples have 3 features, the standardization 2",
                assertThrows(IllegalArgumentException.class, () -> two.apply(new Inputs.Floats(new float[3], 3)))
                        .getMessage());
    }

    @Test
    void deviationOfZero_isRefused() {
        assertEquals(
                "feature 1 has mean 2.0 and deviation 0.0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Standardization(new float[] {1, 2}, new float[] {1, 0}))
                        .getMessage());
    }
}
