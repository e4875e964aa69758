package io.minibatch.train;

import io.minibatch.data.Task;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The quantities that can be measured during training; evaluation data are those that are not trained on. */
public enum Monitor {
    TRAINING_COST(Quantity.COST),
    TRAINING_ACCURACY(Quantity.ACCURACY),
    TRAINING_MEAN_ABSOLUTE_ERROR(Quantity.MEAN_ABSOLUTE_ERROR),
    TRAINING_MEAN_SQUARED_ERROR(Quantity.MEAN_SQUARED_ERROR),
    TRAINING_R2(Quantity.R2),
    EVALUATION_COST(Quantity.COST),
    EVALUATION_ACCURACY(Quantity.ACCURACY),
    EVALUATION_MEAN_ABSOLUTE_ERROR(Quantity.MEAN_ABSOLUTE_ERROR),
    EVALUATION_MEAN_SQUARED_ERROR(Quantity.MEAN_SQUARED_ERROR),
    EVALUATION_R2(Quantity.R2);

    private final Quantity quantity;

    Monitor(Quantity quantity) {
        this.quantity = quantity;
    }

    public Quantity quantity() {
        return quantity;
    }

    /** Returns whether this is measured on the training data. */
    public boolean isOfTraining() {
        return name().startsWith("TRAINING");
    }

    /** Returns whether this is defined for a task. */
    public boolean isFor(Task task) {
        return quantity.isFor(task);
    }

    /** Returns those that have a value for a task. */
    public static Set<Monitor> of(Task task) {
        return Arrays.stream(values())
                .filter(monitor -> monitor.isFor(task))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Monitor.class)));
    }

    /** Returns the name of the column in {@code history.csv}, for example {@code training_cost}. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name on the command line, for example {@code training-cost}. */
    public String label() {
        return column().replace('_', '-');
    }
}
