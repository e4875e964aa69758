package io.minibatch.train;

import java.util.Locale;

/** The network of a run that is its result. */
public enum Keep {
    /** The network with the best {@link Score}, the first of equals; the last network if no score is monitored. */
    BEST,
    /** The network after the last step. */
    LAST;

    /** Returns the default. */
    public static Keep standard() {
        return BEST;
    }

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
