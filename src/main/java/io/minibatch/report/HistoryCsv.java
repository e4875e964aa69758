package io.minibatch.report;

import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A history as comma-separated values; a column that was not monitored is left empty. */
final class HistoryCsv {
    static final String HEADER = "epoch,"
            + Arrays.stream(Monitor.values()).map(Monitor::column).collect(Collectors.joining(","))
            + ",eta,seconds,examples_per_second";

    private HistoryCsv() {}

    static String of(History history) {
        return history.measurements().stream()
                .map(HistoryCsv::line)
                .collect(Collectors.joining(
                        "\n", HEADER + "\n", history.measurements().isEmpty() ? "" : "\n"));
    }

    private static String line(Measurement measurement) {
        String values = Arrays.stream(Monitor.values())
                .map(monitor -> number(measurement.value(monitor)))
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%.3f,%.0f",
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
