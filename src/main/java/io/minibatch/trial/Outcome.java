package io.minibatch.trial;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a trial gave.
 *
 * @param series what was measured while it trained, all of the same length: epoch, seconds, eta, examples-per-second, the
 *     monitors under the names that {@code --monitor} has for them, and weight-rms, the root of the mean square of all weights
 * @param values what was measured at its end: test-accuracy, epochs, seconds, small-weights (the share below 0.01)
 * @param weights how many weights lie in each of {@link #BINS} equal parts of −{@value #WIDEST} to {@value #WIDEST}; those
 *     beyond are in the outermost
 * @param end completed, early, diverged, or limit where a {@link Limit} ended it
 */
public record Outcome(Map<String, double[]> series, Map<String, Double> values, long[] weights, String end)
        implements Serializable {
    /** The names that {@link #values} may have. */
    public static final List<String> VALUES = List.of("test-accuracy", "epochs", "seconds", "small-weights");

    public static final int BINS = 201;
    public static final double WIDEST = 2.01;

    /** How a trial ended that {@link #diverged()}. */
    static final String DIVERGED = "diverged";

    public static final String EPOCH = "epoch";
    public static final String SECONDS = "seconds";
    public static final String WEIGHT_RMS = "weight-rms";

    /** Returns whether it ended in numbers that are no numbers. */
    public boolean diverged() {
        return end.equals(DIVERGED);
    }

    /** Returns a series, empty where there is none of that name. */
    public double[] column(String name) {
        return series.getOrDefault(name, new double[0]);
    }

    /** Returns the middle of a bin of {@link #weights}. */
    public static double middle(int bin) {
        return WIDEST * ((2.0 * bin + 1) / BINS - 1);
    }
}
