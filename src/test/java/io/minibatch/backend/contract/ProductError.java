package io.minibatch.backend.contract;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;

/**
 * Relative error of matrix multiplication in the Frobenius norm, {@code ‖C − R‖ / ‖R‖}, R in double precision. Works
 * without JUnit, for the check of a card.
 */
public final class ProductError {
    private ProductError() {}

    /** Returns the largest error that each precision may have: its rounding of factors, averaged over long sums. */
    public static double limit(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> Tolerance.GEMM_FP32;
            case TF32 -> 1e-3;
            case BFLOAT16 -> 1e-2;
        };
    }

    /**
     * Multiplies matrices with normally distributed elements.
     *
     * @param mkn rows of the product, elements of a sum, columns of the product
     */
    public static double of(Backend backend, Transpose transpose, int... mkn) {
        float[] a = gaussian(mkn[0] * mkn[1], 1);
        float[] b = gaussian(mkn[1] * mkn[2], 2);
        float[] c = new float[mkn[0] * mkn[2]];
        try (Matrix left =
                        transpose == Transpose.A ? backend.allocate(mkn[1], mkn[0]) : backend.allocate(mkn[0], mkn[1]);
                Matrix right =
                        transpose == Transpose.B ? backend.allocate(mkn[2], mkn[1]) : backend.allocate(mkn[1], mkn[2]);
                Matrix product = backend.allocate(mkn[0], mkn[2])) {
            backend.upload(a, left);
            backend.upload(b, right);
            backend.gemm(transpose, 1, left, right, 0, product);
            backend.download(product, c);
        }
        return relative(Reference.gemm(transpose, mkn, new double[] {1, 0}, a, b, c), c);
    }

    /** Returns {@code ‖actual − expected‖ / ‖expected‖} of arrays of the same length. */
    static double relative(double[] expected, float[] actual) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }

    private static float[] gaussian(int size, int step) {
        float[] values = new float[size];
        new RandomStream(1, Purpose.WEIGHTS, 0, step).gaussian(values);
        return values;
    }
}
