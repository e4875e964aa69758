package io.minibatch.train;

import io.minibatch.data.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * By what networks are compared: the best network, early stopping, schedules and searches go by it. A larger value is
 * better, and 1 is perfect.
 */
public enum Score {
    /** The share of examples with the right class, or with all labels right. */
    ACCURACY("accuracy", Monitor.EVALUATION_ACCURACY) {
        @Override
        public String text(double value) {
            return String.format(Locale.ROOT, "%.2f %%", 100 * value);
        }
    },
    /** The R² of a regression; see {@link Quantity#R2}. */
    R2("R²", Monitor.EVALUATION_R2) {
        @Override
        public String text(double value) {
            return String.format(Locale.ROOT, "%.4f", value);
        }
    };

    private final String label;
    private final Monitor monitor;

    Score(String label, Monitor monitor) {
        this.label = label;
        this.monitor = monitor;
    }

    /** Returns the score of a task. */
    public static Score of(Task task) {
        return switch (task) {
            case CLASSIFICATION, BINARY, MULTI_LABEL -> ACCURACY;
            case REGRESSION -> R2;
        };
    }

    /** Returns the score that a history has, empty if none was monitored. */
    public static Optional<Score> in(History history) {
        return Arrays.stream(values())
                .filter(score -> history.series(score.monitor).length > 0)
                .findFirst();
    }

    /** Returns the name in messages. */
    public String label() {
        return label;
    }

    /** Returns the monitor that measures it on the evaluation data. */
    public Monitor monitor() {
        return monitor;
    }

    /** Returns the monitor of the same quantity on the training data. */
    public Monitor ofTraining() {
        return Arrays.stream(Monitor.values())
                .filter(other -> other.isOfTraining() && other.quantity() == monitor.quantity())
                .findFirst()
                .orElseThrow();
    }

    /** Returns a value for a reader: {@code 96.29 %}, {@code 0.9731}. */
    public abstract String text(double value);
}
