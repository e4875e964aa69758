package io.minibatch.report;

import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.Score;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The finite values of one monitor over epochs, shares in per cent. */
record Curve(Monitor monitor, Color color, List<Point> points) {
    record Point(double epoch, double value) {}

    static Curve of(History history, Monitor monitor, Color color) {
        double factor = monitor.quantity().isShare() ? 100 : 1;
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

    /** Returns the data that it was measured on: {@code training} or {@code validation}. */
    String name() {
        return monitor.isOfTraining() ? "training" : "validation";
    }

    double[] epochs() {
        return points.stream().mapToDouble(Point::epoch).toArray();
    }

    double[] values() {
        return points.stream().mapToDouble(Point::value).toArray();
    }

    /** Returns the first point of the best {@link Score}, which is measured on the evaluation data. */
    Optional<Point> best() {
        return score().isPresent() ? points.stream().max(Comparator.comparing(Point::value)) : Optional.empty();
    }

    /** Returns the best point in words. */
    Optional<String> describeBest() {
        double unit = monitor.quantity().isShare() ? 100 : 1;
        return best().flatMap(point -> score().map(score -> "best validation: " + score.text(point.value() / unit)
                + " at epoch " + Measurement.epochText(point.epoch())));
    }

    private Optional<Score> score() {
        return Arrays.stream(Score.values())
                .filter(score -> score.monitor() == monitor)
                .findFirst();
    }
}
