package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VectorSigmoidTest {
    private static float[] line(int length, float step) {
        float[] z = new float[length];
        for (int i = 0; i < length; i++) {
            z[i] = (i - length / 2) * step;
        }
        return z;
    }

    @Test
    void apply_everywhere_isWithinThreeUnitsInTheLastPlace() {
        float[] z = line(200_001, 87f / 100_000);
        float[] a = z.clone();
        VectorSigmoid.apply(a, 0, a.length);
        for (int i = 0; i < z.length; i++) {
            double expected = 1 / (1 + Math.exp(-z[i]));
            assertTrue(Math.abs(a[i] - expected) <= 3 * Math.ulp((float) expected), "sigmoid(" + z[i] + ") is " + a[i]);
        }
    }

    @Test
    void apply_farAway_isZeroOrOne() {
        float[] a = {-89, Float.NEGATIVE_INFINITY, 89, Float.POSITIVE_INFINITY};
        VectorSigmoid.apply(a, 0, a.length);
        assertArrayEquals(new float[] {0, 0, 1, 1}, a);
    }

    @Test
    void apply_nan_isNan() {
        float[] a = {Float.NaN, 0};
        VectorSigmoid.apply(a, 0, a.length);
        assertTrue(Float.isNaN(a[0]));
        assertEquals(0.5f, a[1]);
    }

    /** Threads end their ranges anywhere. */
    @Test
    void apply_toAnyRange_leavesTheOthersAndGivesTheSameBits() {
        float[] z = line(100, 0.37f);
        float[] whole = z.clone();
        VectorSigmoid.apply(whole, 0, z.length);
        for (int from = 0; from < 40; from++) {
            for (int to = from; to < 80; to++) {
                float[] part = z.clone();
                VectorSigmoid.apply(part, from, to);
                assertArrayEquals(Arrays.copyOf(z, from), Arrays.copyOf(part, from));
                assertArrayEquals(Arrays.copyOfRange(whole, from, to), Arrays.copyOfRange(part, from, to));
                assertArrayEquals(Arrays.copyOfRange(z, to, 100), Arrays.copyOfRange(part, to, 100));
            }
        }
    }
}
