package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import io.minibatch.data.Split;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The error of products in each precision against double precision, and what each precision costs in accuracy. */
final class PrecisionCheck {
    private static final int[][] SHAPES = {{10, 784, 30}, {128, 784, 100}, {128, 800, 800}};

    private final Function<Precision, Backend> open;
    private final Split data;
    private final List<String> failures = new ArrayList<>();

    PrecisionCheck(Function<Precision, Backend> open, Split data) {
        this.open = open;
        this.data = data;
    }

    /** Throws where an error is above its limit, after all were printed. */
    void print() {
        System.out.println(
                "Relative error of C = A·B in the Frobenius norm, A, B gaussian; accuracy of 784-100-10 on the");
        System.out.println("validation images after 5 epochs of batch 100, eta 0.5, lambda 5.\n");
        System.out.println(
                "| precision | limit | 10×784×30 | 128×784×100 | 128×800×800 | accuracy |\n|---|---|---|---|---|---|");
        for (Precision precision : Precision.values()) {
            try (Backend backend = open.apply(precision)) {
                print(backend, precision);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    private void print(Backend backend, Precision precision) {
        StringBuilder row = new StringBuilder("| " + precision.label() + " | " + limit(precision));
        Figure figure = new Figure("precision").with("precision", precision.label());
        for (int[] shape : SHAPES) {
            double error = error(backend, shape[0], shape[1], shape[2]);
            String name = shape[0] + "x" + shape[1] + "x" + shape[2];
            row.append(String.format(Locale.ROOT, " | %.1e", error));
            figure.with("error_" + name, error);
            if (!(error < limit(precision))) {
                failures.add("a product of " + name + " in " + precision.label() + " has the error " + error);
            }
        }
        double accuracy = accuracy(backend);
        System.out.printf(Locale.ROOT, "%s | %.2f %% |%n", row, 100 * accuracy);
        figure.with("validation_accuracy", accuracy).print();
        if (accuracy < 0.95) {
            failures.add("784-100-10 reaches only " + accuracy + " in " + precision.label());
        }
    }

    /** As native-notes/numerics.md has it for float32; the others by the bits of their fractions. */
    private static double limit(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> 1e-5;
            case TF32 -> 1e-3;
            case BFLOAT16 -> 1e-2;
        };
    }

    private static double error(Backend backend, int m, int k, int n) {
        float[] a = gaussian(m * k, 1);
        float[] b = gaussian(k * n, 2);
        float[] c = new float[m * n];
        try (Matrix left = backend.allocate(m, k);
                Matrix right = backend.allocate(k, n);
                Matrix product = backend.allocate(m, n)) {
            backend.upload(a, left);
            backend.upload(b, right);
            backend.gemm(Transpose.NONE, 1, left, right, 0, product);
            backend.download(product, c);
        }
        double difference = 0;
        double norm = 0;
        double[] row = new double[n];
        for (int i = 0; i < m; i++) {
            Arrays.fill(row, 0);
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    row[j] += (double) a[i * k + l] * b[l * n + j];
                }
            }
            for (int j = 0; j < n; j++) {
                difference += Math.pow(row[j] - c[i * n + j], 2);
                norm += row[j] * row[j];
            }
        }
        return Math.sqrt(difference / norm);
    }

    private static float[] gaussian(int size, int stream) {
        float[] values = new float[size];
        new RandomStream(1, Purpose.WEIGHTS, 0, stream).gaussian(values);
        return values;
    }

    private double accuracy(Backend backend) {
        Monitoring monitoring = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
        TrainingOptions options = new TrainingOptions(Hyperparameters.sgd(5, 100, 0.5, 5), monitoring, 1);
        return new Trainer(backend, options, List.of())
                .train(Layers.sigmoid(List.of(784, 100, 10)), data.training(), data.validation())
                .history()
                .best(Monitor.EVALUATION_ACCURACY)
                .orElseThrow();
    }
}
