package io.minibatch.backend.contract;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;

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
            case TANH -> Math.tanh(z);
            case RELU -> Math.max(0, z);
            case LEAKY_RELU -> z > 0 ? z : 0.01 * z;
            case SOFTPLUS -> Math.log1p(Math.exp(z));
            case ELU -> z > 0 ? z : Math.expm1(z);
            case GELU -> 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
        };
    }

    /**
     * Returns f'(z) by a central difference that does not cross the kink of ReLU and its kin, at which f' is that from
     * below.
     */
    public static double derivative(Elementwise function, double z) {
        double h = 1e-5;
        boolean kink = function == Elementwise.RELU || function == Elementwise.LEAKY_RELU;
        double below = kink && z > 0 ? Math.max(z - h, 0) : z - h;
        double above = kink && z <= 0 ? Math.min(z + h, 0) : z + h;
        return (apply(function, above) - apply(function, below)) / (above - below);
    }

    /** Returns e^zⱼ / Σ e^zₖ. */
    public static double[] softmax(double[] z) {
        double most = Arrays.stream(z).max().orElseThrow();
        double sum = Arrays.stream(z).map(value -> Math.exp(value - most)).sum();
        return Arrays.stream(z).map(value -> Math.exp(value - most) / sum).toArray();
    }

    /** Returns the cost of one example by the textbook's formula, which needs logits of moderate size. */
    public static double cost(Objective objective, double[] logits, int label) {
        return cost(objective, logits, targets(objective.targets(), label, logits.length));
    }

    /** Returns the cost of one example with desired outputs y. */
    public static double cost(Objective objective, double[] logits, double[] y) {
        double[] a = outputs(objective, logits);
        double cost = 0;
        for (int j = 0; j < logits.length; j++) {
            cost += switch (objective.loss()) {
                case QUADRATIC -> 0.5 * (a[j] - y[j]) * (a[j] - y[j]);
                case CROSS_ENTROPY -> -(y[j] * Math.log(a[j]) + (1 - y[j]) * Math.log(1 - a[j]));
                case LOG_LIKELIHOOD -> -y[j] * Math.log(a[j]);
            };
        }
        return cost;
    }

    /** Returns the activations of an output layer. */
    public static double[] outputs(Objective objective, double[] logits) {
        return objective.softmax()
                ? softmax(logits)
                : Arrays.stream(logits).map(z -> apply(objective.function(), z)).toArray();
    }

    /** Returns the desired outputs of a label. */
    public static double[] targets(Targets targets, int label, int outputs) {
        double[] y = new double[outputs];
        Arrays.setAll(y, j -> target(targets, j, label));
        return y;
    }

    public static double target(Targets targets, int j, int label) {
        return j == label ? targets.on() : targets.off();
    }

    /** Returns the factor of an element under dropout, from the stream that the documentation names. */
    public static double dropout(RandomStream stream, double rate, int element) {
        long threshold = Math.round(rate * 65536);
        return stream.half(element) < threshold ? 0 : 65536.0 / (65536 - threshold);
    }

    /**
     * One step of one parameter.
     *
     * @param w all parameters, element i modified
     * @param state two rows, element i of each perhaps modified
     * @param t the step, counted from 1
     */
    public static void descend(
            Descent rule, Rates rates, double[] w, double[][] state, int i, boolean weight, double gradient, int t) {
        double eta = rates.eta();
        double mu = rates.mu();
        double beta2 = rates.beta2();
        double epsilon = rates.epsilon();
        double g = weight ? gradient + rates.l2() * w[i] + rates.l1() * Math.signum(w[i]) : gradient;
        double kept = weight ? (1 - rates.shrink()) * w[i] : w[i];
        double[] first = state[0];
        double[] second = state[1];
        w[i] = switch (rule) {
            case SGD -> kept - eta * g;
            case MOMENTUM -> {
                first[i] = mu * first[i] - eta * g;
                yield kept + first[i];
            }
            case NESTEROV -> {
                first[i] = mu * first[i] - eta * g;
                yield kept + mu * first[i] - eta * g;
            }
            case ADAM -> {
                first[i] = mu * first[i] + (1 - mu) * g;
                second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                double m = first[i] / (1 - Math.pow(mu, t));
                double v = second[i] / (1 - Math.pow(beta2, t));
                yield kept - eta * m / (Math.sqrt(v) + epsilon);
            }
            case RMSPROP -> {
                first[i] = beta2 * first[i] + (1 - beta2) * g * g;
                yield kept - eta * g / (Math.sqrt(first[i]) + epsilon);
            }
            case ADAGRAD -> {
                first[i] += g * g;
                yield kept - eta * g / (Math.sqrt(first[i]) + epsilon);
            }
            case LION -> {
                double direction = mu * first[i] + (1 - mu) * g;
                first[i] = beta2 * first[i] + (1 - beta2) * g;
                yield kept - eta * Math.signum(direction);
            }
        };
    }
}
