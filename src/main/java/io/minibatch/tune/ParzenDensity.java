package io.minibatch.tune;

import java.util.Arrays;
import org.hipparchus.special.Erf;

/**
 * A density on 0 to 1: the mean of normal densities about points, cut off at the ends, and of a wide one about the
 * middle. Each is as wide as the larger distance to its neighbours.
 */
final class ParzenDensity {
    private static final double ROOT_2 = Math.sqrt(2);
    private static final double MOST_NARROW = 100;

    private final double[] means;
    private final double[] widths;

    ParzenDensity(double[] points) {
        means = Arrays.copyOf(points, points.length + 1);
        means[points.length] = 0.5;
        Arrays.sort(means);
        widths = new double[means.length];
        double narrowest = 1 / Math.min(MOST_NARROW, means.length + 1.0);
        boolean wide = false;
        for (int i = 0; i < means.length; i++) {
            double left = means[i] - (i == 0 ? 0 : means[i - 1]);
            double right = (i == means.length - 1 ? 1 : means[i + 1]) - means[i];
            widths[i] = Math.min(Math.max(Math.max(left, right), narrowest), 1);
            if (!wide && means[i] == 0.5) {
                widths[i] = 1;
                wide = true;
            }
        }
    }

    private static double cumulative(double z) {
        return 0.5 * Erf.erfc(-z / ROOT_2);
    }

    double at(double x) {
        double sum = 0;
        for (int i = 0; i < means.length; i++) {
            double z = (x - means[i]) / widths[i];
            double inside = cumulative((1 - means[i]) / widths[i]) - cumulative(-means[i] / widths[i]);
            sum += Math.exp(-0.5 * z * z) / (widths[i] * inside);
        }
        return sum / means.length / Math.sqrt(2 * Math.PI);
    }

    /** Returns a draw, by two uniform numbers: which normal density, and which part of it. */
    double draw(double which, double part) {
        int i = Math.min((int) (which * means.length), means.length - 1);
        double low = cumulative(-means[i] / widths[i]);
        double high = cumulative((1 - means[i]) / widths[i]);
        double x = means[i] - widths[i] * ROOT_2 * Erf.erfcInv(2 * (low + part * (high - low)));
        return Math.min(Math.max(x, 0), 1);
    }
}
