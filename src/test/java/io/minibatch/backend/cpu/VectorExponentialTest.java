package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VectorExponentialTest {
    private static float[] raised(float less, float... x) {
        float[] result = x.clone();
        VectorExponential.raise(result, 0, result.length, less);
        return result;
    }

    @Test
    void raise_upToZero_isWithinOneUnitInTheLastPlace() {
        float[] x = VectorFunctionsTest.floats(-87.6f, 0);
        UnitsInTheLastPlace.check(1, x, Math::exp, raised(0, x));
    }

    @Test
    void raise_lessOne_isWithinOneUnitInTheLastPlace_nearZeroToo() {
        float[] x = VectorFunctionsTest.floats(-3e38f, 0);
        UnitsInTheLastPlace.check(1, x, Math::expm1, raised(1, x));
    }

    @Test
    void raise_farBelowZero_isZero() {
        float[] far = {-87.7f, -88, -1e9f, Float.NEGATIVE_INFINITY};
        assertArrayEquals(new float[4], raised(0, far));
        assertArrayEquals(new float[] {-1, -1, -1, -1}, raised(1, far));
    }

    @Test
    void raise_zero_isExact() {
        assertArrayEquals(new float[] {1, 1}, raised(0, 0f, -0f));
        assertArrayEquals(new float[] {0, 0}, raised(1, 0f, -0f));
    }

    @Test
    void raise_nan_isNan() {
        assertTrue(Float.isNaN(raised(0, Float.NaN)[0]));
        assertTrue(Float.isNaN(raised(1, Float.NaN)[0]));
    }

    /** Threads end their ranges anywhere. */
    @Test
    void raise_ofAnyRange_leavesTheOthersAndGivesTheSameBits() {
        float[] x = new float[100];
        for (int i = 0; i < x.length; i++) {
            x[i] = -0.37f * i;
        }
        float[] whole = raised(0, x);
        for (int from = 0; from < 40; from++) {
            for (int to = from; to < 80; to++) {
                float[] part = x.clone();
                VectorExponential.raise(part, from, to, 0);
                assertArrayEquals(Arrays.copyOf(x, from), Arrays.copyOf(part, from));
                assertArrayEquals(Arrays.copyOfRange(whole, from, to), Arrays.copyOfRange(part, from, to));
                assertArrayEquals(Arrays.copyOfRange(x, to, 100), Arrays.copyOfRange(part, to, 100));
            }
        }
        assertEquals(1, whole[0]);
    }
}
