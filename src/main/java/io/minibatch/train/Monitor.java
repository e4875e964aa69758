package io.minibatch.train;

import java.util.Locale;

/** What can be measured while training; the evaluation data are those that are not trained on. */
public enum Monitor {
    TRAINING_COST,
    TRAINING_ACCURACY,
    EVALUATION_COST,
    EVALUATION_ACCURACY;

    /** Returns the name of the column in {@code history.csv}, for example {@code training_cost}. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is a fraction of examples and not a cost. */
    public boolean isAccuracy() {
        return this == TRAINING_ACCURACY || this == EVALUATION_ACCURACY;
    }
}
