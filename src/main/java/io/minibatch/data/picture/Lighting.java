package io.minibatch.data.picture;

/**
 * The light on the paper of a photograph, found by a morphological closing: it removes ink that is narrower than its window and
 * keeps the edges of shadows. Source: Serra, <i>Image Analysis and Mathematical Morphology</i>, 1982.
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
     * Whether the ink is darker than its background. A light border is paper and a black one is not; between them, in dim light
     * or deep shadow, the third moment of the deviations from the local mean decides: ink takes the smaller part of its
     * surroundings, so brightness deviates farther towards it.
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

    private static GreyImage light(GreyImage copy) {
        int radius = (int) (WINDOW / 2 * Math.min(copy.rows(), copy.columns()));
        // One more than the radius: between two points of the copy, the darker side of a shadow's edge counts.
        return copy.brightestWithin(radius).darkestWithin(radius + 1);
    }
}
