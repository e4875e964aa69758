package io.minibatch.train;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The measurements of a training and their interval.
 *
 * @param monitors perhaps none
 * @param everyExamples training examples between two measurements, or 0 for one at the end of each epoch
 */
public record Monitoring(Set<Monitor> monitors, int everyExamples) {
    public Monitoring {
        monitors = Set.copyOf(monitors);
        if (everyExamples < 0) {
            throw new IllegalArgumentException("monitor-every must not be negative, but is " + everyExamples);
        }
    }

    /** Returns all monitors of the task, at the end of each epoch. */
    public static Monitoring everything() {
        return new Monitoring(EnumSet.allOf(Monitor.class), 0);
    }

    /** Returns whether a {@link Score} is measured at the end of each epoch. */
    boolean hasScorePerEpoch() {
        return everyExamples == 0
                && Arrays.stream(Score.values()).map(Score::monitor).anyMatch(monitors::contains);
    }
}
