package io.minibatch.backend.cpu;

import static io.minibatch.backend.Elementwise.LEAK;

import io.minibatch.backend.Elementwise;

/** The elementwise functions and their derivatives, transcendental ones in double precision and rounded once. */
final class Functions {
    /** √(2/π), for GELU. */
    private static final double ROOT = 0.7978845608028654;

    private static final double CUBE = 0.044715;

    /** Below, the next terms of the series (tanh: 2z⁵/15, eᶻ − 1: z⁴/24) are less than a unit in the last place. */
    private static final float SMALL = 1e-2f;

    /** {@code min(1, v·STEEP·STEEP)} is 1 for all v above 0 and vectorizes, which a comparison does not. */
    private static final float STEEP = 1e38f;

    private Functions() {}

    /**
     * {@code data[i] ← f(data[i])} for {@code from <= i < to}.
     *
     * @param vectors whether Java's Vector API may be used
     */
    static void apply(boolean vectors, Elementwise function, float[] data, int from, int to) {
        if (vectors) {
            VectorFunctions.apply(function, data, from, to);
        } else {
            apply(function, data, from, to);
        }
    }

    /** {@code data[i] ← f(data[i])} for {@code from <= i < to}. */
    static void apply(Elementwise function, float[] data, int from, int to) {
        switch (function) {
            case IDENTITY -> {}
            case SIGMOID -> sigmoid(data, from, to);
            case TANH -> tanh(data, from, to);
            case RELU -> {
                for (int i = from; i < to; i++) {
                    data[i] = Math.max(0, data[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = from; i < to; i++) {
                    data[i] = Math.max(data[i], LEAK * data[i]);
                }
            }
            case SOFTPLUS -> softplus(data, from, to);
            case ELU -> elu(data, from, to);
            case GELU -> gelu(data, from, to);
        }
    }

    private static void sigmoid(float[] data, int from, int to) {
        double[] e = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                e[i] = -data[start + i];
            }
            Exponential.raise(e, n);
            for (int i = 0; i < n; i++) {
                e[i] = 1 / (1 + e[i]);
            }
            for (int i = 0; i < n; i++) {
                data[start + i] = (float) e[i];
            }
        }
    }

    private static void tanh(float[] data, int from, int to) {
        double[] t = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                t[i] = data[start + i];
            }
            tanh(t, n);
            for (int i = 0; i < n; i++) {
                float z = data[start + i];
                data[start + i] = Math.abs(z) < SMALL ? z - z * z * z / 3 : (float) t[i];
            }
        }
    }

    private static void softplus(float[] data, int from, int to) {
        double[] e = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                e[i] = -Math.abs(data[start + i]);
            }
            Exponential.raise(e, n);
            for (int i = 0; i < n; i++) {
                data[start + i] = (float) (Math.max(0, data[start + i]) + Math.log1p(e[i]));
            }
        }
    }

    private static void elu(float[] data, int from, int to) {
        double[] e = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                e[i] = data[start + i];
            }
            Exponential.raise(e, n);
            for (int i = 0; i < n; i++) {
                float z = data[start + i];
                data[start + i] = z > 0 ? z : (float) lessOne(z, e[i]);
            }
        }
    }

    private static void gelu(float[] data, int from, int to) {
        double[] t = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                double x = data[start + i];
                t[i] = ROOT * (x + CUBE * x * x * x);
            }
            tanh(t, n);
            for (int i = 0; i < n; i++) {
                data[start + i] = (float) (0.5 * data[start + i] * (1 + t[i]));
            }
        }
    }

    /** {@code x[i] ← 1 − 2/(e^(2·x[i]) + 1)}. */
    private static void tanh(double[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= 2;
        }
        Exponential.raise(x, n);
        for (int i = 0; i < n; i++) {
            x[i] = 1 - 2 / (x[i] + 1);
        }
    }

    /**
     * {@code delta[i] ← delta[i]·f'} from {@code values[i]}, for {@code i < n}: values of f where these do, else its
     * arguments.
     */
    static void multiplyByDerivative(Elementwise function, float[] values, float[] delta, int n) {
        switch (function) {
            case IDENTITY -> {}
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    delta[i] *= values[i] * (1 - values[i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    delta[i] *= 1 - values[i] * values[i];
                }
            }
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    delta[i] *= Math.max(0, Math.min(1, values[i] * STEEP * STEEP));
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < n; i++) {
                    delta[i] *= Math.max(LEAK, Math.min(1, values[i] * STEEP * STEEP));
                }
            }
            case SOFTPLUS -> multiplyBySoftplusDerivative(values, delta, n);
            case ELU -> {
                for (int i = 0; i < n; i++) {
                    delta[i] *= Math.min(1, values[i] + 1);
                }
            }
            case GELU -> multiplyByGeluDerivative(values, delta, n);
        }
    }

    /** {@code delta[i] ← delta[i]·(1 − e^−values[i])}. */
    private static void multiplyBySoftplusDerivative(float[] values, float[] delta, int n) {
        double[] e = Exponential.tile();
        for (int start = 0; start < n; start += Exponential.TILE) {
            int length = Math.min(Exponential.TILE, n - start);
            for (int i = 0; i < length; i++) {
                e[i] = -values[start + i];
            }
            Exponential.raise(e, length);
            for (int i = 0; i < length; i++) {
                delta[start + i] *= (float) -lessOne(-values[start + i], e[i]);
            }
        }
    }

    /** Returns {@code eˣ − 1} from eˣ, near 0 by the series, without cancellation. */
    private static double lessOne(double x, double power) {
        return Math.abs(x) < SMALL ? x * (1 + x * (0.5 + x / 6)) : power - 1;
    }

    private static void multiplyByGeluDerivative(float[] values, float[] delta, int n) {
        double[] t = Exponential.tile();
        for (int start = 0; start < n; start += Exponential.TILE) {
            int length = Math.min(Exponential.TILE, n - start);
            for (int i = 0; i < length; i++) {
                double x = values[start + i];
                t[i] = ROOT * (x + CUBE * x * x * x);
            }
            tanh(t, length);
            for (int i = 0; i < length; i++) {
                double x = values[start + i];
                double slope = (1 - t[i] * t[i]) * ROOT * (1 + 3 * CUBE * x * x);
                delta[start + i] *= (float) (0.5 * (1 + t[i]) + 0.5 * x * slope);
            }
        }
    }
}
