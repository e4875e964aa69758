package io.minibatch.backend.contract;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Transpose;

/** The operations in double precision, written for reading. Matrices are row-major. */
public final class Reference {
    private Reference() {}

    /** Returns {@code alpha·op(a)·op(b) + beta·c}, op(a) being m×k and op(b) k×n. */
    public static double[] gemm(Transpose transpose, int[] mkn, double[] alphaBeta, float[] a, float[] b, float[] c) {
        int m = mkn[0];
        int k = mkn[1];
        int n = mkn[2];
        double[] result = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    double left = transpose == Transpose.A ? a[p * m + i] : a[i * k + p];
                    double right = transpose == Transpose.B ? b[j * k + p] : b[p * n + j];
                    sum += left * right;
                }
                double old = alphaBeta[1] == 0 ? 0 : alphaBeta[1] * c[i * n + j];
                result[i * n + j] = alphaBeta[0] * sum + old;
            }
        }
        return result;
    }

    public static double apply(Elementwise function, double z) {
        return switch (function) {
            case IDENTITY -> z;
            case SIGMOID -> 1 / (1 + Math.exp(-z));
        };
    }

    /** Returns f'(z) as a function of f(z). */
    public static double derivative(Elementwise function, double value) {
        return switch (function) {
            case IDENTITY -> 1;
            case SIGMOID -> value * (1 - value);
        };
    }

    /** Returns the cost of one example by the textbook's formula, which needs logits of moderate size. */
    public static double cost(Loss loss, Elementwise function, double[] logits, int label) {
        double cost = 0;
        for (int j = 0; j < logits.length; j++) {
            double a = apply(function, logits[j]);
            double y = j == label ? 1 : 0;
            cost += switch (loss) {
                case QUADRATIC -> 0.5 * (a - y) * (a - y);
                case CROSS_ENTROPY -> -(y * Math.log(a) + (1 - y) * Math.log(1 - a));
            };
        }
        return cost;
    }
}
