package io.minibatch.backend.cpu;

import static io.minibatch.backend.Elementwise.LEAK;

import io.minibatch.backend.Elementwise;

/** The elementwise functions and their derivatives, transcendental ones in double precision and rounded once. */
final class Functions {
    /** √(2/π), for GELU. */
    private static final double ROOT = 0.7978845608028654;

    private static final double CUBE = 0.044715;

    /** Below, the next term of tanh's series (2z⁵/15) is less than a tenth of a unit in the last place. */
    private static final float SMALL = 1e-2f;

    private Functions() {}

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

    /** {@code delta[d + j] ← delta[d + j]·f'} from {@code values[v + j]}, for {@code from <= j < to}. */
    static void multiplyByDerivative(
            Elementwise function, float[] values, int v, float[] delta, int d, int from, int to) {
        switch (function) {
            case IDENTITY -> {}
            case SIGMOID -> {
                for (int j = from; j < to; j++) {
                    delta[d + j] *= values[v + j] * (1 - values[v + j]);
                }
            }
            case TANH -> {
                for (int j = from; j < to; j++) {
                    delta[d + j] *= 1 - values[v + j] * values[v + j];
                }
            }
            case RELU -> {
                for (int j = from; j < to; j++) {
                    delta[d + j] = values[v + j] > 0 ? delta[d + j] : 0;
                }
            }
            case LEAKY_RELU -> {
                for (int j = from; j < to; j++) {
                    delta[d + j] = values[v + j] > 0 ? delta[d + j] : LEAK * delta[d + j];
                }
            }
            case GELU -> multiplyByGeluDerivative(values, v, delta, d, from, to);
        }
    }

    private static void multiplyByGeluDerivative(float[] values, int v, float[] delta, int d, int from, int to) {
        double[] t = Exponential.tile();
        for (int start = from; start < to; start += Exponential.TILE) {
            int n = Math.min(Exponential.TILE, to - start);
            for (int i = 0; i < n; i++) {
                double x = values[v + start + i];
                t[i] = ROOT * (x + CUBE * x * x * x);
            }
            tanh(t, n);
            for (int i = 0; i < n; i++) {
                double x = values[v + start + i];
                double slope = (1 - t[i] * t[i]) * ROOT * (1 + 3 * CUBE * x * x);
                delta[d + start + i] *= (float) (0.5 * (1 + t[i]) + 0.5 * x * slope);
            }
        }
    }

    /** Returns f(z) in double precision. */
    static double value(Elementwise function, float z) {
        return switch (function) {
            case IDENTITY -> z;
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case TANH -> tanh(z);
            case RELU -> Math.max(0, z);
            case LEAKY_RELU -> z > 0 ? z : (double) LEAK * z;
            case GELU -> gelu(z);
        };
    }

    /** {@code 1 − 2/(e²ᶻ + 1)}, which {@link Math#tanh} takes several times as long for. */
    private static double tanh(double z) {
        return 1 - 2 / (Math.exp(2 * z) + 1);
    }

    private static float gelu(float z) {
        double x = z;
        return (float) (0.5 * x * (1 + tanh(ROOT * (x + CUBE * x * x * x))));
    }
}
