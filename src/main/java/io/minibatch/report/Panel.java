package io.minibatch.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The training and the evaluation curve of one kind of value. XChart draws all but the title and the legend, whose
 * lines of text it does not align.
 *
 * @param most the highest value that the axis may show
 */
record Panel(String title, Curve training, Curve evaluation, double most) {
    static final int WIDTH = 700;
    static final int HEIGHT = 470;

    private static final int HEADER = 50;
    private static final int SWATCH = 24;
    private static final int SWATCH_GAP = 8;
    private static final int LEGEND_GAP = 24;
    private static final int MOST_DOTS = 40;
    private static final int MOST_POINT_TICKS = 12;

    /** Values closer than this part of their size are drawn as equal: the axis could not tell them apart in words. */
    private static final double RESOLUTION = 1e-6;

    boolean isEmpty() {
        return training.isEmpty() && evaluation.isEmpty();
    }

    /** Draws it with its upper left corner at (x, y). */
    void draw(Picture picture, int x, int y) {
        Graphics2D graphics = (Graphics2D) picture.graphics().create(x, y, WIDTH, HEIGHT);
        picture.text(title, Picture.TEXT.deriveFont(Font.BOLD), x + WIDTH / 2, y + 14);
        legend(graphics);
        graphics.translate(0, HEADER);
        chart().paint(graphics, WIDTH, HEIGHT - HEADER);
        graphics.dispose();
    }

    private Stream<Curve> curves() {
        return Stream.of(training, evaluation).filter(curve -> !curve.isEmpty());
    }

    private void legend(Graphics2D graphics) {
        List<String> names = Stream.concat(curves().map(Curve::name), evaluation.describeBest().stream())
                .toList();
        graphics.setFont(Picture.TEXT);
        int width = names.stream()
                .mapToInt(name -> SWATCH + SWATCH_GAP + Picture.width(name, Picture.TEXT) + LEGEND_GAP)
                .sum();
        int x = (WIDTH - width + LEGEND_GAP) / 2;
        int y = HEADER - 15;
        List<Curve> curves = curves().toList();
        for (int i = 0; i < names.size(); i++) {
            if (i < curves.size()) {
                graphics.setColor(curves.get(i).color());
                graphics.fillRect(x, y - 1, SWATCH, 3);
                graphics.fillOval(x + SWATCH / 2 - 4, y - 4, 9, 9);
            } else {
                new Ring().paint(graphics, x + SWATCH - 6, y, 6);
            }
            graphics.setColor(Picture.INK);
            graphics.drawString(names.get(i), x + SWATCH + SWATCH_GAP, y + 5);
            x += SWATCH + SWATCH_GAP + Picture.width(names.get(i), Picture.TEXT) + LEGEND_GAP;
        }
    }

    private XYChart chart() {
        XYChart chart = new XYChart(WIDTH, HEIGHT - HEADER);
        chart.setXAxisTitle("epoch");
        style(chart.getStyler());
        scaleEpochs(chart.getStyler());
        scaleValues(chart.getStyler());
        curves().forEach(curve -> add(chart, curve));
        evaluation.best().ifPresent(best -> {
            XYSeries series = chart.addSeries("best", new double[] {best.epoch()}, new double[] {best.value()});
            series.setLineStyle(SeriesLines.NONE);
            series.setMarker(new Ring());
        });
        return chart;
    }

    private static void add(XYChart chart, Curve curve) {
        XYSeries series = chart.addSeries(curve.name(), curve.epochs(), curve.values());
        series.setLineColor(curve.color());
        series.setMarkerColor(curve.color());
        series.setLineWidth(2);
        series.setMarker(curve.points().size() > MOST_DOTS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }

    private void scaleEpochs(XYStyler styler) {
        double[] epochs = curves().flatMapToDouble(curve -> DoubleStream.of(curve.epochs()))
                .distinct()
                .sorted()
                .toArray();
        if (epochs.length > MOST_POINT_TICKS) {
            // Where the limits and the points are evenly spaced, XChart puts ticks at points and not at round numbers.
            double margin = 0.015 * (epochs[epochs.length - 1] - epochs[0]);
            styler.setXAxisMin(epochs[0] - margin);
            styler.setXAxisMax(epochs[epochs.length - 1] + margin);
        }
    }

    private void scaleValues(XYStyler styler) {
        double[] values = curves().flatMapToDouble(curve -> DoubleStream.of(curve.values()))
                .sorted()
                .toArray();
        double low = values[0];
        double high = values[values.length - 1];
        double size = Math.max(Math.abs(low), Math.abs(high));
        boolean constant = high - low <= RESOLUTION * Math.max(size, 1);
        double margin = constant ? 0.05 * Math.max(size, RESOLUTION) : 0.03 * (high - low);
        low -= margin;
        high = Math.min(most, high + 0.9 * margin);
        styler.setYAxisMin(low);
        styler.setYAxisMax(high);
        styler.setYAxisDecimalPattern(decimals(high - low));
    }

    private static String decimals(double span) {
        int magnitude = (int) Math.floor(Math.log10(span));
        return magnitude > 5 || magnitude < -6 ? "0.######E0" : "0.#" + "#".repeat(Math.max(0, 1 - magnitude));
    }

    private static void style(XYStyler styler) {
        styler.setAntiAlias(true);
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartFontColor(Picture.INK);
        styler.setChartTitleVisible(false);
        styler.setLegendVisible(false);
        styler.setAxisTitleFont(Picture.TEXT);
        styler.setAxisTickLabelsFont(Picture.TEXT.deriveFont(13f));
        styler.setPlotBorderColor(Picture.LINE);
        styler.setPlotGridLinesColor(Picture.LINE);
        styler.setPlotContentSize(0.96);
        styler.setXAxisDecimalPattern("0.##");
        styler.setMarkerSize(6);
    }

    /** Leaves the point that it goes around visible. */
    private static final class Ring extends Marker {
        @Override
        public void paint(Graphics2D graphics, double x, double y, int size) {
            graphics.setColor(Picture.INK);
            graphics.setStroke(new BasicStroke(1.5f));
            graphics.draw(new Ellipse2D.Double(x - size, y - size, 2 * size, 2 * size));
        }
    }
}
