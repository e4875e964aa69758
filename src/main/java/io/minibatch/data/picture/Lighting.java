package io.minibatch.data.picture;

import java.util.Arrays;

/**
 * The light on the paper of a photograph, found by a morphological closing: it removes ink that is narrower than its
 * window and keeps the edges of shadows. Light that falls over the whole picture is a plane through the logarithms of
 * brightness. Source: Serra, <i>Image Analysis and Mathematical Morphology</i>, 1982.
 */
final class Lighting {
    /** Of smaller pictures, a window would hold little more than a stroke. */
    private static final int LEAST_SIDE = 64;

    /** The longer side of the copy by which the light is estimated. */
    private static final int COPY = 160;

    /** The part of the copy's shorter side that a window takes; strokes are narrower. */
    private static final double WINDOW = 0.36;

    /** The longer side of a copy whose pixels are local means. */
    private static final int SURROUNDINGS = 8;

    /** A border of at least this brightness is light. */
    static final float LIGHT = 128;

    private static final float BLACK = 32;

    /** Light is uneven where its darkest place has less than this part of its brightest. */
    private static final double EVEN = 0.95;

    /** The plane goes through the brightness of paper, which this share of the pixels do not exceed. */
    private static final double PAPER = 0.85;

    private static final int STRIPS = 9;

    private Lighting() {}

    /** Returns a light picture as it would be in even light; one whose light is even already is returned as it is. */
    static GreyImage evened(GreyImage image) {
        if (Math.min(image.rows(), image.columns()) < LEAST_SIDE) {
            return image;
        }
        GreyImage light = light(copy(image));
        float darkest = Float.MAX_VALUE;
        float brightest = 0;
        for (float value : light.values()) {
            darkest = Math.min(darkest, value);
            brightest = Math.max(brightest, value);
        }
        if (darkest >= EVEN * brightest || darkest <= 0) {
            return image;
        }
        float[] values = image.values().clone();
        for (int i = 0; i < values.length; i++) {
            double there = light.enlargedAt(i / image.columns(), i % image.columns(), image);
            values[i] = (float) Math.min(255, values[i] * brightest / there);
        }
        return new GreyImage(image.rows(), image.columns(), values);
    }

    /**
     * Whether the ink is darker than its background. A light border is paper and a black one is not; between them, in
     * dim light or deep shadow, the third moment of the deviations from the local mean decides: ink takes the smaller
     * part of its surroundings, so brightness deviates farther towards it.
     */
    static boolean showsDarkInk(GreyImage image) {
        float border = image.borderMedian();
        if (border < BLACK || border >= LIGHT) {
            return border >= LIGHT;
        }
        GreyImage copy = copy(image);
        GreyImage means = copy.fitted(SURROUNDINGS, SURROUNDINGS);
        double moment = 0;
        for (int row = 0; row < copy.rows(); row++) {
            for (int column = 0; column < copy.columns(); column++) {
                moment += Math.pow(copy.at(row, column) - means.enlargedAt(row, column, copy), 3);
            }
        }
        return moment < 0;
    }

    private static GreyImage copy(GreyImage image) {
        return image.fitted(Math.min(COPY, image.rows()), Math.min(COPY, image.columns()));
    }

    /**
     * Returns the smaller of two estimates, which are both at least the light on the paper: without the plane, a
     * closing is too bright where light falls towards the border, with it, beside the edge of a shadow.
     */
    private static GreyImage light(GreyImage copy) {
        double down = slope(copy, true);
        double right = slope(copy, false);
        GreyImage plane = copy.withValues((row, column) -> (float) Math.exp(down * row + right * column));
        GreyImage level = closed(copy.withValues((row, column) -> copy.at(row, column) / plane.at(row, column)));
        GreyImage edges = closed(copy);
        return copy.withValues(
                (row, column) -> Math.min(edges.at(row, column), level.at(row, column) * plane.at(row, column)));
    }

    private static GreyImage closed(GreyImage copy) {
        int radius = (int) (WINDOW / 2 * Math.min(copy.rows(), copy.columns()));
        // One more than the radius: between two points of the copy, the darker side of a shadow's edge counts.
        return copy.brightestWithin(radius).darkestWithin(radius + 1);
    }

    /** Returns the slope of the logarithm of the paper's brightness from row to row, or from column to column. */
    private static double slope(GreyImage copy, boolean rows) {
        int length = rows ? copy.rows() : copy.columns();
        double[] places = new double[STRIPS];
        double[] logarithms = new double[STRIPS];
        for (int strip = 0; strip < STRIPS; strip++) {
            int from = strip * length / STRIPS;
            int to = (strip + 1) * length / STRIPS;
            places[strip] = (from + to - 1) / 2.0;
            logarithms[strip] = Math.log(Math.max(1, paper(copy, rows, from, to)));
        }
        double middle = Arrays.stream(places).average().orElseThrow();
        double mean = Arrays.stream(logarithms).average().orElseThrow();
        double sum = 0;
        double squares = 0;
        for (int strip = 0; strip < STRIPS; strip++) {
            sum += (places[strip] - middle) * (logarithms[strip] - mean);
            squares += (places[strip] - middle) * (places[strip] - middle);
        }
        return sum / squares;
    }

    private static float paper(GreyImage copy, boolean rows, int from, int to) {
        float[] strip = new float[(to - from) * (rows ? copy.columns() : copy.rows())];
        int count = 0;
        for (int i = 0; i < copy.values().length; i++) {
            int place = rows ? i / copy.columns() : i % copy.columns();
            if (place >= from && place < to) {
                strip[count++] = copy.values()[i];
            }
        }
        Arrays.sort(strip);
        return strip[(int) (PAPER * (strip.length - 1))];
    }
}
