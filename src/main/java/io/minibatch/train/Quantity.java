package io.minibatch.train;

import io.minibatch.data.Task;
import java.util.Locale;

/** A quantity measured of a network on a data set. */
public enum Quantity {
    /** The mean cost of an example, with the penalty of the weights. */
    COST(false, false) {
        @Override
        boolean isFor(Task task) {
            return true;
        }
    },
    /** The share of examples with the right class, or with all labels right. */
    ACCURACY(true, true) {
        @Override
        boolean isFor(Task task) {
            return task != Task.REGRESSION;
        }
    },
    /**
     * {@code Σ|a − y| / (examples·outputs)}; of several outputs, each in units of its deviation in the training data.
     */
    MEAN_ABSOLUTE_ERROR(false, false),
    /**
     * {@code Σ(a − y)² / (examples·outputs)}; of several outputs, each in units of its deviation in the training data.
     */
    MEAN_SQUARED_ERROR(false, false),
    /**
     * {@code 1 − Σ(a − y)² / Σ(y − ȳ)²} with the mean ȳ of each output over the data set, and the sums over all
     * examples and outputs, each output in units of its deviation in the training data, so that all outputs count about
     * the same. Where all y of each output are the same and the second sum is 0, the number of values stands in its
     * place, so that smaller errors are still better.
     */
    R2(false, true);

    private final boolean share;
    private final boolean rising;

    Quantity(boolean share, boolean rising) {
        this.share = share;
        this.rising = rising;
    }

    /** Returns the name in files, for example {@code mean_squared_error}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether this is defined for a task. */
    boolean isFor(Task task) {
        return task == Task.REGRESSION;
    }

    /** Returns whether this is a share of examples, shown in per cent. */
    public boolean isShare() {
        return share;
    }

    /** Returns whether larger values are better. */
    public boolean isRising() {
        return rising;
    }
}
