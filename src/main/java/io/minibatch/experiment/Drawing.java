package io.minibatch.experiment;

import io.minibatch.report.Chart;
import io.minibatch.report.Chart.Series;
import io.minibatch.report.Chart.Style;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes the chart of a plot out of results: means over the seeds, with standard deviations as error bars. */
final class Drawing {
    /** More points have no error bars: they would hide the curves. */
    private static final int MOST_BARS = 30;

    private static final int MOST_CURVES_WITH_BARS = 5;

    private static final double[] NONE = new double[0];

    private final Plot plot;
    private final Results results;

    Drawing(Plot plot, Results results) {
        this.plot = plot;
        this.results = results;
    }

    Chart chart() {
        List<Series> series;
        if (plot.x().equals(Plot.WEIGHTS)) {
            series = histograms();
        } else if (plot.isOfCurves()) {
            series = curves();
        } else {
            series = points();
        }
        return new Chart(plot.title(), plot.xAxis(), plot.yAxis(), series);
    }

    private boolean isShown(Trial trial) {
        return plot.only().isEmpty()
                || plot.only().contains(trial.series())
                || plot.only().contains(trial.label());
    }

    private long shown() {
        return results.planned().values().stream()
                .filter(trials -> isShown(trials.get(0)))
                .count();
    }

    private static double scale(String name) {
        return Measure.isOfShares(name) ? 100 : 1;
    }

    private List<Series> curves() {
        List<Series> curves = new ArrayList<>();
        results.byLabel().forEach((label, runs) -> {
            if (isShown(runs.get(0).trial())) {
                for (String name : plot.y()) {
                    String title = plot.y().size() == 1 ? label : label + ", " + words(name);
                    curves.add(curve(results.planned().size() == 1 ? words(name) : title, name, runs));
                }
                if (plot.decay()) {
                    curves.add(decay(label, runs.get(0)));
                }
            }
        });
        return curves;
    }

    private static String words(String name) {
        return name.replace("evaluation", "validation").replace('-', ' ');
    }

    /** The mean over as many measurements as every seed has. */
    private Series curve(String title, String name, List<Results.Done> runs) {
        int length = runs.stream()
                .mapToInt(run -> Math.min(
                        run.outcome().column(name).length, run.outcome().column(plot.x()).length))
                .min()
                .orElse(0);
        double[] x = new double[length];
        double[] y = new double[length];
        double[] spread = new double[length];
        for (int i = 0; i < length; i++) {
            int at = i;
            x[i] = mean(runs, plot.x(), at).mean();
            Sample sample = mean(runs, name, at);
            y[i] = scale(name) * sample.mean();
            spread[i] = scale(name) * sample.deviation();
        }
        return new Series(
                title,
                x,
                y,
                runs.size() > 1 && length <= MOST_BARS && shown() <= MOST_CURVES_WITH_BARS ? spread : NONE,
                Style.LINE);
    }

    private static Sample mean(List<Results.Done> runs, String name, int at) {
        return Sample.of(
                runs.stream().mapToDouble(run -> run.outcome().column(name)[at]).toArray());
    }

    private Series decay(String label, Results.Done run) {
        Trial trial = run.trial();
        double rate = trial.number("eta").orElse(0)
                * trial.number("lambda").orElse(0)
                / trial.number("batch").orElse(1);
        double[] x = run.outcome().column(Outcome.EPOCH);
        double[] y = IntStream.range(0, x.length)
                .mapToDouble(i -> Math.exp(-rate * x[i]))
                .toArray();
        return new Series("exp(−ηλt/m), " + label, x, y, NONE, Style.REFERENCE);
    }

    /** Of the first seed; without the outermost bins, which hold all that lies beyond. */
    private List<Series> histograms() {
        List<Series> histograms = new ArrayList<>();
        results.byLabel().forEach((label, runs) -> {
            if (isShown(runs.get(0).trial())) {
                long[] weights = runs.get(0).outcome().weights();
                double[] x = IntStream.range(1, weights.length - 1)
                        .mapToDouble(Outcome::middle)
                        .toArray();
                double[] y = IntStream.range(1, weights.length - 1)
                        .mapToDouble(i -> weights[i])
                        .toArray();
                histograms.add(new Series(label, x, y, NONE, Style.LINE));
            }
        });
        return histograms;
    }

    /** One point a label, those of one series joined. */
    private List<Series> points() {
        List<Series> all = new ArrayList<>();
        for (String text : plot.y()) {
            Measure measure = Measure.parse(text);
            Map<String, List<String>> labels = new LinkedHashMap<>();
            results.byLabel().forEach((label, runs) -> {
                if (isShown(runs.get(0).trial())) {
                    labels.computeIfAbsent(runs.get(0).trial().series(), name -> new ArrayList<>())
                            .add(label);
                }
            });
            labels.forEach((name, members) -> {
                String title = plot.y().size() == 1 ? name : name + ", " + measure.words();
                Series points = points(title, measure, members);
                all.add(points);
                if (Double.isFinite(plot.fitTo())) {
                    fit(points).ifPresent(all::add);
                }
            });
        }
        return all;
    }

    private Series points(String title, Measure measure, List<String> labels) {
        double scale = measure.scale();
        double[] x = labels.stream().mapToDouble(this::abscissa).toArray();
        double[] y = labels.stream()
                .mapToDouble(label -> scale * results.sample(label, measure).mean())
                .toArray();
        double[] spread = labels.stream()
                .mapToDouble(label -> scale * results.sample(label, measure).deviation())
                .toArray();
        return new Series(title, x, y, results.seeds() > 1 ? spread : NONE, Style.LINE);
    }

    private double abscissa(String label) {
        if (plot.x().contains("@") || Outcome.VALUES.contains(plot.x())) {
            return results.sample(label, Measure.parse(plot.x())).mean();
        }
        return results.done(label).stream()
                .map(Results.Done::trial)
                .findFirst()
                .map(trial -> trial.number(plot.x()).orElse(Double.NaN))
                .orElse(Double.NaN);
    }

    private java.util.Optional<Series> fit(Series points) {
        return PowerLaw.fit(points.x(), points.y()).map(law -> {
            int steps = 60;
            double low = Math.log(points.x()[0]);
            double high = Math.log(plot.fitTo());
            double[] x = IntStream.rangeClosed(0, steps)
                    .mapToDouble(i -> Math.exp(low + (high - low) * i / steps))
                    .toArray();
            double[] y = java.util.stream.DoubleStream.of(x).map(law::accuracy).toArray();
            String name = String.format(
                    Locale.ROOT,
                    "fit to %s; %,.0f: %.2f %% (%.2f to %.2f)",
                    points.name(),
                    plot.fitTo(),
                    law.accuracy(plot.fitTo()),
                    law.low(plot.fitTo()),
                    law.high(plot.fitTo()));
            return new Series(name, x, y, NONE, Style.REFERENCE);
        });
    }
}
