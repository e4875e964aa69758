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

    /** Light is uneven where its darkest place has less than this part of its brightest. */
    private static final double EVEN = 0.95;

    private Lighting() {}

    /** Returns a light picture as it would be in even light; one whose light is even already is returned as it is. */
    static GreyImage evened(GreyImage image) {
        if (Math.min(image.rows(), image.columns()) < LEAST_SIDE) {
            return image;
        }
        GreyImage light = light(image.fitted(Math.min(COPY, image.rows()), Math.min(COPY, image.columns())));
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
            double y = (i / image.columns() + 0.5) * light.rows() / image.rows() - 0.5;
            double x = (i % image.columns() + 0.5) * light.columns() / image.columns() - 0.5;
            values[i] = (float) Math.min(255, values[i] * brightest / light.interpolated(y, x));
        }
        return new GreyImage(image.rows(), image.columns(), values);
    }

    private static GreyImage light(GreyImage copy) {
        int radius = (int) (WINDOW / 2 * Math.min(copy.rows(), copy.columns()));
        // One more than the radius: between two points of the copy, the darker side of a shadow's edge counts.
        return copy.brightestWithin(radius).darkestWithin(radius + 1);
    }
}
