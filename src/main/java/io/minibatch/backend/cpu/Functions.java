package io.minibatch.backend.cpu;

import static io.minibatch.backend.Elementwise.LEAK;

import io.minibatch.backend.Elementwise;

/** The elementwise functions and their derivatives, transcendental ones in double precision and rounded once. */
final class Functions {
    /** √(2/π), for GELU. */
    private static final double ROOT = 0.7978845608028654;

    private static final double CUBE = 0.044715;

    private Functions() {}

    /** {@code data[i] ← f(data[i])} for {@code from <= i < to}. */
    static void apply(Elementwise function, float[] data, int from, int to) {
        switch (function) {
            case IDENTITY -> {}
            case SIGMOID -> {
                for (int i = from; i < to; i++) {
                    data[i] = sigmoid(data[i]);
                }
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    data[i] = (float) tanh(data[i]);
                }
            }
            case RELU -> {
                for (int i = from; i < to; i++) {
                    data[i] = Math.max(0, data[i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = from; i < to; i++) {
                    data[i] = data[i] > 0 ? data[i] : LEAK * data[i];
                }
            }
            case GELU -> {
                for (int i = from; i < to; i++) {
                    data[i] = gelu(data[i]);
                }
            }
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
            case GELU -> {
                for (int j = from; j < to; j++) {
                    delta[d + j] *= geluDerivative(values[v + j]);
                }
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

    /** Where e⁻ᶻ overflows the quotient is the limit, 0. */
    private static float sigmoid(float z) {
        return (float) (1 / (1 + Math.exp(-z)));
    }

    /** {@code 1 − 2/(e²ᶻ + 1)}, which {@link Math#tanh} takes several times as long for. */
    private static double tanh(double z) {
        return 1 - 2 / (Math.exp(2 * z) + 1);
    }

    private static float gelu(float z) {
        double x = z;
        return (float) (0.5 * x * (1 + tanh(ROOT * (x + CUBE * x * x * x))));
    }

    private static float geluDerivative(float z) {
        double x = z;
        double t = tanh(ROOT * (x + CUBE * x * x * x));
        return (float) (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x));
    }
}
