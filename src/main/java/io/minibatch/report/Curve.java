package io.minibatch.report;

import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The finite values of one monitor over epochs, accuracies in per cent. */
record Curve(Monitor monitor, Color color, List<Point> points) {
    record Point(double epoch, double value) {}

    static Curve of(History history, Monitor monitor, Color color) {
        double factor = monitor.isAccuracy() ? 100 : 1;
        List<Point> points = new ArrayList<>();
        for (Measurement measurement : history.measurements()) {
            measurement.value(monitor).ifPresent(value -> points.add(new Point(measurement.epoch(), factor * value)));
        }
        points.removeIf(point -> !Double.isFinite(point.value()));
        return new Curve(monitor, color, List.copyOf(points));
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    /** Returns what it is of: {@code training} or {@code evaluation}. */
    String name() {
        return monitor.column().replaceFirst("_.*", "");
    }

    double[] epochs() {
        return points.stream().mapToDouble(Point::epoch).toArray();
    }

    double[] values() {
        return points.stream().mapToDouble(Point::value).toArray();
    }

    /** Returns the first point of the highest accuracy on the evaluation data. */
    Optional<Point> best() {
        return monitor == Monitor.EVALUATION_ACCURACY
                ? points.stream().max(Comparator.comparing(Point::value))
                : Optional.empty();
    }

    /** Returns the best point in words. */
    Optional<String> bestInWords() {
        return best().map(point -> {
            String epoch = point.epoch() == Math.rint(point.epoch()) ? "%.0f" : "%.2f";
            return String.format(
                    Locale.ROOT, "best evaluation: %.2f %% at epoch " + epoch, point.value(), point.epoch());
        });
    }
}
