package io.minibatch.experiment;

import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A number of each of several seeds, in the order of the seeds.
 *
 * @param values one for each seed, NaN if a seed has none
 * @param isExact whether it is one number that no seed changes, as of a support vector machine
 */
record Sample(double[] values, boolean isExact) {
    static Sample of(double... values) {
        return new Sample(values, false);
    }

    /** Returns a number that no seed changes. */
    static Sample exact(double value) {
        return new Sample(new double[] {value}, true);
    }

    private DoubleStream known() {
        return DoubleStream.of(values).filter(Double::isFinite);
    }

    long count() {
        return known().count();
    }

    /** Returns how many seeds have no number. */
    long missing() {
        return values.length - count();
    }

    double mean() {
        return known().average().orElse(Double.NaN);
    }

    /** Returns the standard deviation of the values, with n − 1; 0 for one. */
    double deviation() {
        double mean = mean();
        long count = count();
        return count < 2
                ? 0
                : Math.sqrt(known().map(x -> (x - mean) * (x - mean)).sum() / (count - 1));
    }

    /** Returns the confidence interval of the mean, empty if a seed lacks the number or there is a single seed. */
    Optional<Interval> interval() {
        if (values.length == 0 || missing() > 0) {
            return Optional.empty();
        }
        if (isExact) {
            return Optional.of(new Interval(mean(), mean()));
        }
        long count = count();
        return count < 2
                ? Optional.empty()
                : Optional.of(Interval.around(mean(), deviation() / Math.sqrt(count), count));
    }

    /** Returns the difference to another sample, seed by seed; an exact number is paired with every seed. */
    Sample minus(Sample other) {
        if (isExact && other.isExact) {
            return exact(values[0] - other.values[0]);
        }
        int seeds = isExact ? other.values.length : values.length;
        return of(IntStream.range(0, seeds)
                .mapToDouble(seed -> at(seed) - other.at(seed))
                .toArray());
    }

    private double at(int seed) {
        return isExact ? values[0] : seed < values.length ? values[seed] : Double.NaN;
    }
}
