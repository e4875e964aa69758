package io.minibatch.experiment;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** A number of each of several seeds, NaN where a seed has none. */
record Sample(double[] values) {
    static Sample of(DoubleStream values) {
        return new Sample(values.toArray());
    }

    private DoubleStream known() {
        return DoubleStream.of(values).filter(Double::isFinite);
    }

    long count() {
        return known().count();
    }

    /** Whether every seed has a number. */
    boolean isWhole() {
        return values.length > 0 && count() == values.length;
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

    /** Returns the standard error of the mean. */
    double error() {
        return count() == 0 ? 0 : deviation() / Math.sqrt(count());
    }

    static double orNaN(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
