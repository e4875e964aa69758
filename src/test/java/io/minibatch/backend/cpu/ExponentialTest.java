package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExponentialTest {
    private static final double ERROR = 2e-13;
    private static final double FAR_ERROR = 4e-10;

    private static double raise(double x) {
        double[] one = {x};
        Exponential.raise(one, 1);
        return one[0];
    }

    @Test
    void raise_everywhere_isWithinTheStatedError() {
        for (double x = -104; x <= 104; x += 0.0173) {
            double expected = Math.exp(x);
            double error = Math.abs(x) <= 16 ? ERROR : FAR_ERROR;
            assertTrue(Math.abs(raise(x) - expected) < error * expected, "e^" + x);
        }
    }

    @Test
    void raise_atZero_isOne() {
        assertEquals(1, raise(0));
    }

    @Test
    void raise_beyondWhatAFloatHolds_isInfiniteOrZeroInSinglePrecision() {
        for (double far : new double[] {104, 1e9, Double.POSITIVE_INFINITY}) {
            assertEquals(Float.POSITIVE_INFINITY, (float) raise(far));
            assertEquals(0f, (float) raise(-far));
        }
    }

    @Test
    void raise_nan_isNan() {
        assertTrue(Double.isNaN(raise(Double.NaN)));
    }

    @Test
    void raise_fewerThanTheArray_leavesTheOthers() {
        double[] three = {1, 1, 1};
        Exponential.raise(three, 2);
        assertEquals(1, three[2]);
        assertEquals(Math.E, three[1], ERROR * Math.E);
    }
}
