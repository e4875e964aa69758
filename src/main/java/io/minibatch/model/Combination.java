package io.minibatch.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rule by which the members of a committee give one answer. */
public enum Combination {
    /** The mean of the members' outputs. */
    MEAN,
    /**
     * The output function of the mean of the members' logits. For softmax outputs that is the normalized geometric mean of
     * the members' probabilities; for sigmoid outputs the geometric mean of p against that of 1 − p.
     */
    LOG_MEAN,
    /** The share of the members that give the class; for labels, the share whose output is at least ½. */
    VOTES;

    /** Returns the name on the command line and in files, as {@code log-mean}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the labels of all combinations, separated by commas. */
    public static String labels() {
        return Arrays.stream(values()).map(Combination::label).collect(Collectors.joining(", "));
    }
}
