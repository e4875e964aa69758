package io.minibatch.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** All measurements of a run, in order. */
public record History(List<Measurement> measurements) {
    public History {
        measurements = List.copyOf(measurements);
    }

    /** Returns the values of one monitor in order; empty if it was off. */
    public double[] series(Monitor monitor) {
        return measurements.stream()
                .flatMapToDouble(m -> m.value(monitor).isPresent()
                        ? DoubleStream.of(m.value(monitor).getAsDouble())
                        : DoubleStream.empty())
                .toArray();
    }

    /** Returns the highest accuracy or R², or the lowest cost or error; empty if the monitor was off. */
    public OptionalDouble best(Monitor monitor) {
        DoubleStream values = DoubleStream.of(series(monitor));
        return monitor.quantity().isRising() ? values.max() : values.min();
    }

    /** Returns the values of the {@link Score} in order; empty if it was off. */
    public double[] scores() {
        return Score.in(this).map(score -> series(score.monitor())).orElseGet(() -> new double[0]);
    }

    /** Returns the first measurement with the best score, empty if none was monitored. */
    public Optional<Measurement> best() {
        double best = DoubleStream.of(scores()).max().orElse(Double.NaN);
        return measurements.stream()
                .filter(measurement -> measurement.score().equals(OptionalDouble.of(best)))
                .findFirst();
    }

    /** Returns a line for each measurement. */
    @Override
    public String toString() {
        return measurements.stream().map(Measurement::toString).collect(Collectors.joining("\n"));
    }
}
