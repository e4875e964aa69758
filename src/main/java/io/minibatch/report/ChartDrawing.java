package io.minibatch.report;

import io.minibatch.report.Chart.Axis;
import io.minibatch.report.Chart.Series;
import io.minibatch.report.Chart.Style;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A {@link Chart} drawn by XChart, apart from it because XChart is optional. */
final class ChartDrawing {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final int MOST_DOTS = 45;
    private static final int MOST_LEGEND_COLUMNS = 4;

    /** With fewer powers of ten than this, an axis has labels between them. */
    private static final double MANY_DECADES = 2;

    /** Of Okabe and Ito, which those who are colour-blind tell apart too; yellow, pale on white, is left out. */
    private static final List<Color> COLORS = List.of(
            new Color(0x00, 0x72, 0xB2),
            new Color(0xD5, 0x5E, 0x00),
            new Color(0x00, 0x9E, 0x73),
            new Color(0xCC, 0x79, 0xA7),
            Color.BLACK,
            new Color(0xE6, 0x9F, 0x00),
            new Color(0x56, 0xB4, 0xE9));

    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.CROSS,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.PLUS);

    private static final List<float[]> DASHES =
            List.of(new float[] {1, 0}, new float[] {9, 4}, new float[] {3, 3}, new float[] {12, 4, 3, 4});

    private final Chart chart;
    private final Axis x;
    private final Axis y;

    ChartDrawing(Chart chart) {
        this.chart = chart;
        this.x = chart.x();
        this.y = chart.y();
    }

    BufferedImage draw() {
        XYChart drawing = new XYChart(WIDTH, HEIGHT);
        drawing.setTitle(chart.title());
        drawing.setXAxisTitle(x.title());
        drawing.setYAxisTitle(y.title());
        style(drawing.getStyler());
        int drawn = 0;
        for (Series each : chart.series()) {
            Series shown = shown(each);
            if (shown.x().length > 0) {
                add(drawing, shown, drawn++);
            }
        }
        try (Picture picture = new Picture(WIDTH, HEIGHT)) {
            if (drawn == 0) {
                picture.text(chart.title() + ": nothing to show", Picture.TEXT, WIDTH / 2, HEIGHT / 2);
            } else {
                drawing.paint(picture.graphics(), WIDTH, HEIGHT);
            }
            return picture.image();
        }
    }

    private Series shown(Series given) {
        int[] kept = IntStream.range(0, given.x().length)
                .filter(i -> isShown(x, given.x()[i]) && isShown(y, given.y()[i]))
                .toArray();
        double[] spread = given.spread().length == 0
                ? given.spread()
                : IntStream.of(kept)
                        .mapToDouble(i -> within(given.y()[i], given.spread()[i]))
                        .toArray();
        return new Series(given.name(), pick(given.x(), kept), pick(given.y(), kept), spread, given.style());
    }

    private static boolean isShown(Axis axis, double value) {
        return Double.isFinite(value) && (!axis.logarithmic() || value > 0);
    }

    /** An error bar on a logarithmic axis must not reach 0. */
    private double within(double value, double spread) {
        return y.logarithmic() ? Math.min(spread, 0.9 * value) : spread;
    }

    private static double[] pick(double[] values, int[] kept) {
        return IntStream.of(kept).mapToDouble(i -> values[i]).toArray();
    }

    private static void add(XYChart chart, Series given, int index) {
        XYSeries added = given.spread().length == 0
                ? chart.addSeries(given.name(), given.x(), given.y())
                : chart.addSeries(given.name(), given.x(), given.y(), given.spread());
        Color color = COLORS.get(index % COLORS.size());
        added.setLineColor(color);
        added.setMarkerColor(color);
        boolean reference = given.style() == Style.REFERENCE;
        added.setMarker(
                reference || (given.style() == Style.LINE && given.x().length > MOST_DOTS)
                        ? SeriesMarkers.NONE
                        : MARKERS.get(index % MARKERS.size()));
        float[] dashes = reference ? new float[] {2, 4} : DASHES.get(index % DASHES.size());
        added.setLineStyle(
                given.style() == Style.POINTS
                        ? new BasicStroke(
                                0, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {0.01f, 1e6f}, 1)
                        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    }

    private void style(XYStyler styler) {
        styler.setAntiAlias(true);
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartFontColor(Picture.INK);
        styler.setChartTitleFont(Picture.TITLE);
        styler.setChartTitleBoxVisible(false);
        styler.setAxisTitleFont(Picture.TEXT);
        styler.setAxisTickLabelsFont(Picture.TEXT.deriveFont(13f));
        styler.setPlotBorderColor(Picture.LINE);
        styler.setPlotGridLinesColor(Picture.LINE);
        styler.setPlotContentSize(0.96);
        styler.setMarkerSize(7);
        styler.setErrorBarsColorSeriesColor(true);
        boolean few = chart.series().size() <= MOST_LEGEND_COLUMNS;
        styler.setLegendPosition(few ? LegendPosition.OutsideS : LegendPosition.OutsideE);
        styler.setLegendLayout(few ? LegendLayout.Horizontal : LegendLayout.Vertical);
        styler.setLegendFont(Picture.TEXT.deriveFont(13f));
        styler.setLegendBorderColor(Color.WHITE);
        styler.setXAxisLogarithmic(x.logarithmic());
        styler.setYAxisLogarithmic(y.logarithmic());
        styler.setXAxisLogarithmicDecadeOnly(decades(x, Series::x) >= MANY_DECADES);
        styler.setYAxisLogarithmicDecadeOnly(decades(y, Series::y) >= MANY_DECADES);
        styler.setXAxisDecimalPattern(x.logarithmic() ? "0.######" : "#,##0.####");
        styler.setYAxisDecimalPattern(y.logarithmic() ? "0.######" : "#,##0.####");
        limit(x, styler::setXAxisMin, styler::setXAxisMax);
        limit(y, styler::setYAxisMin, styler::setYAxisMax);
    }

    /** Returns over how many powers of ten the values spread. */
    private double decades(Axis axis, Function<Series, double[]> values) {
        double[] shown = chart.series().stream()
                .flatMapToDouble(each -> DoubleStream.of(values.apply(each)))
                .filter(value -> isShown(axis, value))
                .map(Math::log10)
                .sorted()
                .toArray();
        return shown.length == 0 ? 0 : shown[shown.length - 1] - shown[0];
    }

    private static void limit(Axis axis, Consumer<Double> low, Consumer<Double> high) {
        if (Double.isFinite(axis.low())) {
            low.accept(axis.low());
        }
        if (Double.isFinite(axis.high())) {
            high.accept(axis.high());
        }
    }
}
