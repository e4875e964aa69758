package io.minibatch.experiment;

import io.minibatch.io.JsonFields;
import io.minibatch.report.Chart;
import io.minibatch.trial.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One picture.
 *
 * @param file its name without {@code .png}
 * @param x epoch or seconds, for curves; a setting, for one point a trial label; a measure; or weights, for a histogram
 * @param y series of {@link Outcome} for curves, measures else
 * @param only the series or the labels of trials that are shown; all where it is empty
 * @param fit whether a power law with a floor is fitted to the error and drawn up to {@code fitTo}
 * @param decay whether exp(−ηλt/m) is drawn beside, what weight decay alone makes of weights that start at 1
 */
record Plot(
        String file,
        String title,
        String x,
        List<String> y,
        List<String> only,
        Chart.Axis xAxis,
        Chart.Axis yAxis,
        double fitTo,
        boolean decay) {
    static final String WEIGHTS = "weights";

    static Plot read(JsonFields fields) {
        String x = fields.text("x");
        List<String> y = fields.texts("y");
        Chart.Axis horizontal = new Chart.Axis(
                fields.text("x-title", x),
                fields.flag("x-logarithmic"),
                fields.number("x-low", Double.NaN),
                fields.number("x-high", Double.NaN));
        Chart.Axis vertical = new Chart.Axis(
                fields.text("y-title"),
                fields.flag("y-logarithmic"),
                fields.number("y-low", Double.NaN),
                fields.number("y-high", Double.NaN));
        Plot plot = new Plot(
                fields.text("file"),
                fields.text("title"),
                x,
                y,
                fields.texts("only"),
                horizontal,
                vertical,
                fields.number("fit-to", Double.NaN),
                fields.flag("decay"));
        fields.refuseOthers();
        plot.requireMeasures();
        return plot;
    }

    private void requireMeasures() {
        if (x.contains("@")) {
            Measure.parse(x);
        }
        if (!isOfCurves() && !x.equals(WEIGHTS)) {
            y.forEach(Measure::parse);
        }
    }

    /** Returns it with axes that show everything. */
    Plot unlimited() {
        return new Plot(
                file,
                title,
                x,
                y,
                only,
                Chart.Axis.of(xAxis.title(), xAxis.logarithmic()),
                Chart.Axis.of(yAxis.title(), yAxis.logarithmic()),
                fitTo,
                decay);
    }

    /** Returns the names of the series and values on its axes. */
    List<String> measured() {
        return Stream.concat(Stream.of(x), y.stream()).map(Plot::name).toList();
    }

    /** Returns it with the curves of some series and values only; empty if none is left, or no horizontal axis. */
    Optional<Plot> measuring(Predicate<String> isMeasured) {
        List<String> left =
                y.stream().filter(each -> isMeasured.test(name(each))).toList();
        return left.isEmpty() || !isMeasured.test(name(x))
                ? Optional.empty()
                : Optional.of(new Plot(file, title, x, left, only, xAxis, yAxis, fitTo, decay));
    }

    private static String name(String measure) {
        return measure.replaceFirst("@.*", "");
    }

    boolean isOfCurves() {
        return x.equals(Outcome.EPOCH) || x.equals(Outcome.SECONDS);
    }
}
