package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.ProductError;
import io.minibatch.data.Split;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** The error of products in each precision against double precision, and what each precision costs in accuracy. */
final class PrecisionCheck {
    private static final int[][] SHAPES = {{10, 784, 30}, {128, 784, 100}, {128, 800, 800}};

    private final Card card;
    private final Split data;
    private final List<String> failures = new ArrayList<>();

    PrecisionCheck(Card card, Split data) {
        this.card = card;
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
            try (Backend backend = card.open(precision)) {
                print(backend, precision);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    private void print(Backend backend, Precision precision) {
        StringBuilder row = new StringBuilder("| " + precision.label() + " | " + ProductError.limit(precision));
        Figure figure = new Figure("precision").with("precision", precision.label());
        for (int[] shape : SHAPES) {
            double error = ProductError.of(backend, Transpose.NONE, shape);
            String name = shape[0] + "x" + shape[1] + "x" + shape[2];
            row.append(String.format(Locale.ROOT, " | %.1e", error));
            figure.with("error_" + name, error);
            if (!(error < ProductError.limit(precision))) {
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

    private double accuracy(Backend backend) {
        Monitoring monitoring = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
        TrainingOptions options = new TrainingOptions(Hyperparameters.sgd(5, 100, 0.5, 5), monitoring, 1);
        return new MiniBatchTrainer(backend, options, List.of())
                .train(Layers.sigmoid(List.of(784, 100, 10)), data.training(), data.validation())
                .history()
                .best(Monitor.EVALUATION_ACCURACY)
                .orElseThrow();
    }
}
