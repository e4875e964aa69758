package io.minibatch.tune;

import io.minibatch.trial.Outcome;
import java.util.Arrays;
import java.util.List;

/**
 * The trend of the training cost in the first epochs.
 *
 * @param first the cost at the start, after smoothing
 * @param last the cost at the end, after smoothing
 */
record CostTrend(Kind kind, double first, double last) {
    /** Measurements that are averaged, over the networks and around each moment, against the noise of mini-batches. */
    private static final int WINDOW = 3;

    /** The share of its decrease that the cost may rise again and still count as decreasing. */
    private static final double MOST_RISE = 0.25;

    /** The part of the cost at the start that is noise. */
    private static final double NOISE = 0.02;

    /** The part of the cost at the start by which it must have fallen to be said to move. */
    private static final double LEAST_FALL = 0.005;

    /**
     * The part by which a cost may stay above that of a smaller learning rate and still be said to have come as low.
     */
    private static final double NOISE_OF_LEVEL = 0.1;

    enum Kind {
        DECREASES("it decreases"),
        BARELY_MOVES("it barely moves"),
        STAYS_HIGHER("it stays above what a smaller eta reached"),
        OSCILLATES("it oscillates"),
        INCREASES("it increases"),
        DIVERGES("it diverges");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Returns whether a larger learning rate may be tried. */
        boolean isCalm() {
            return this == DECREASES || this == BARELY_MOVES;
        }
    }

    /**
     * Returns this, or that it stays higher where another came clearly lower: a cost that jumps up at once and then
     * falls is none that a larger learning rate makes fall faster.
     */
    CostTrend besides(double lowest) {
        return kind.isCalm() && last > (1 + NOISE_OF_LEVEL) * lowest
                ? new CostTrend(Kind.STAYS_HIGHER, first, last)
                : this;
    }

    /**
     * Returns how the mean of the networks' costs behaves.
     *
     * @param start the cost before training as far as it is known, perhaps 0
     */
    static CostTrend of(List<Outcome> outcomes, double start) {
        if (outcomes.stream().anyMatch(Outcome::diverged)) {
            return new CostTrend(Kind.DIVERGES, Double.NaN, Double.NaN);
        }
        double[] mean = new double[outcomes.get(0).column(Study.COST).length];
        for (Outcome outcome : outcomes) {
            double[] costs = outcome.column(Study.COST);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += costs[i] / outcomes.size();
            }
        }
        return of(mean, start);
    }

    static CostTrend of(double[] cost, double start) {
        double[] smooth = smooth(cost);
        double fall = 0;
        double rise = 0;
        for (int i = 1; i < smooth.length; i++) {
            fall += Math.max(0, smooth[i - 1] - smooth[i]);
            rise += Math.max(0, smooth[i] - smooth[i - 1]);
        }
        double first = smooth[0];
        double last = smooth[smooth.length - 1];
        if (!Double.isFinite(first - last)) {
            return new CostTrend(Kind.DIVERGES, first, last);
        }
        double scale = Math.max(first, start);
        Kind kind = rise > MOST_RISE * fall && rise > NOISE * scale
                ? (last - first > fall ? Kind.INCREASES : Kind.OSCILLATES)
                : scale - last < LEAST_FALL * scale ? Kind.BARELY_MOVES : Kind.DECREASES;
        return new CostTrend(kind, first, last);
    }

    private static double[] smooth(double[] values) {
        int window = Math.min(WINDOW, values.length);
        double[] smooth = new double[values.length - window + 1];
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] = Arrays.stream(values, i, i + window).average().orElseThrow();
        }
        return smooth;
    }
}
