package io.minibatch.data;

import java.util.Locale;

/** The task of a network: the kind of its outputs. */
public enum Task {
    /** One class of several. */
    CLASSIFICATION,
    /** One class of two, by one output: the probability of the second. */
    BINARY,
    /** Of each output yes or no, 1 or 0, independently of the others. */
    MULTI_LABEL,
    /** Numbers. */
    REGRESSION;

    /** Returns the name in files and messages, as {@code multi-label}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
