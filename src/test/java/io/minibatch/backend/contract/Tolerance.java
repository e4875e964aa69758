package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * The tolerance of float32 against the double-precision reference: {@code |a − e| ≤ absolute + relative·|e|}. NaN never
 * passes.
 */
public record Tolerance(double absolute, double relative) {
    /** Activations, deltas and gathered bytes: a few roundings. */
    public static final Tolerance ELEMENTWISE = new Tolerance(1e-6, 1e-6);

    /** Interpolated pixels: a place known to 1e-5 pixels on images where neighbours differ by up to 1. */
    public static final Tolerance AUGMENTED = new Tolerance(2e-5, 0);

    /** Largest relative error of a matrix product in the Frobenius norm. */
    public static final double GEMM_FP32 = 1e-5;

    /** Sums of {@code length} terms of about unit size, in float32 in whatever order. */
    public static Tolerance sum(int length) {
        return new Tolerance(1e-6 * Math.max(1, Math.sqrt(length)), 1e-6);
    }

    public void check(double[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            check(expected[i], actual[i], "element " + i);
        }
    }

    public void check(double expected, double actual, String what) {
        if (!(Math.abs(actual - expected) <= absolute + relative * Math.abs(expected))) {
            fail(what + ": expected " + expected + ", got " + actual + ", tolerance " + this);
        }
    }

    /** Fails unless {@code ‖a − e‖ ≤ limit·‖e‖}. */
    public static void checkNorm(double[] expected, float[] actual, double limit) {
        assertEquals(expected.length, actual.length);
        double error = ProductError.relative(expected, actual);
        if (!(error <= limit)) {
            fail("relative error " + error + " of the matrix exceeds " + limit);
        }
    }
}
