package io.minibatch.experiment;

import io.minibatch.io.JsonFields;
import io.minibatch.report.Chart;
import io.minibatch.trial.Outcome;
import java.util.List;

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
        return plot;
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

    boolean isOfCurves() {
        return x.equals(Outcome.EPOCH) || x.equals(Outcome.SECONDS);
    }
}
