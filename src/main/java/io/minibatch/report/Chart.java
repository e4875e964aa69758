package io.minibatch.report;

import io.minibatch.io.OptionalLibrary;
import java.awt.image.BufferedImage;
import java.util.List;

/** Several series over one pair of axes, told apart by colour and, for print without it, by marker and dashes. */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
    /** The style in which a series is drawn. */
    public enum Style {
        LINE,
        POINTS,
        /** Thin dots, for what was computed and not measured. */
        REFERENCE
    }

    /**
     * An axis.
     *
     * @param low the lowest value, NaN for what the data ask for
     * @param high the highest value, NaN likewise
     */
    public record Axis(String title, boolean logarithmic, double low, double high) {
        /** An axis that shows all of the data. */
        public static Axis of(String title, boolean logarithmic) {
            return new Axis(title, logarithmic, Double.NaN, Double.NaN);
        }
    }

    /**
     * Points in the order in which they are joined.
     *
     * @param spread half the length of each point's error bar, or empty for none
     */
    public record Series(String name, double[] x, double[] y, double[] spread, Style style) {}

    public Chart {
        series = List.copyOf(series);
    }

    /**
     * Draws the chart. Points that an axis cannot show, such as 0 on a logarithmic axis, are left out.
     *
     * @throws io.minibatch.io.MissingLibraryException if XChart is missing
     */
    public BufferedImage draw() {
        OptionalLibrary.XCHART.require();
        return new ChartDrawing(this).draw();
    }
}
