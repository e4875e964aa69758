package io.minibatch.train;

import java.util.Locale;

/** The network of a run that is its result. */
public enum Keep {
    /** The one with the best {@link Score}, the first of equals; the last where no score is monitored. */
    BEST,
    /** The one that the last step left. */
    LAST;

    /** Returns what a run keeps where nothing else is asked for. */
    public static Keep standard() {
        return BEST;
    }

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
