package io.minibatch.report;

import io.minibatch.data.Task;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A history as comma-separated values; a column that was not monitored is left empty. */
final class HistoryCsv {
    private HistoryCsv() {}

    /**
     * Returns a line for each measurement, below the columns of a regression where it is one, or of a classification.
     */
    static String of(History history) {
        boolean regression = history.measurements().stream()
                .flatMap(measurement -> measurement.values().keySet().stream())
                .anyMatch(monitor -> !monitor.isFor(Task.CLASSIFICATION));
        Collection<Monitor> monitors = Monitor.of(regression ? Task.REGRESSION : Task.CLASSIFICATION);
        String header = monitors.stream().map(Monitor::column).collect(Collectors.joining(","));
        return history.measurements().stream()
                .map(measurement -> line(measurement, monitors))
                .collect(Collectors.joining("", "epoch," + header + ",eta,seconds,examples_per_second\n", ""));
    }

    private static String line(Measurement measurement, Collection<Monitor> monitors) {
        String values = monitors.stream()
                .map(monitor -> number(measurement.value(monitor)))
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%.3f,%.0f\n",
                plain(measurement.epoch()),
                values,
                plain(measurement.eta()),
                measurement.seconds(),
                measurement.examplesPerSecond());
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? plain(value.getAsDouble()) : "";
    }

    /** Up to seven significant digits, which is what float32 has, without zeros at the end. */
    private static String plain(double value) {
        return Float.toString((float) value).replaceAll("\\.0$", "");
    }
}
