package io.minibatch.data.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ink of an image: pixels that stand out from its dark background.
 *
 * @param background the brightness of the background
 * @param noise how far the background is from it, typically
 * @param full the brightness of full ink
 */
record Ink(GreyImage image, float background, float noise, float full) {
    private static final float LEAST_CONTRAST = 20;

    /** Less than this part of full ink is background. */
    private static final float FAINT = 0.15f;

    /** Connected ink is a stain where it is nowhere darker than this part of full ink… */
    private static final float STRONG = 0.4f;

    /** … or where its mass is less than this part of the largest. */
    private static final double LARGE = 0.02;

    /** The shorter side divided by this is the distance from strong ink up to which fainter pixels are ink too. */
    private static final int NEAR = 25;

    /** Noise of that many typical deviations is taken for improbable: 2.7 and 5.4 standard deviations. */
    private static final float FAINT_NOISE = 4;

    private static final float LEAST_NOISE = 8;

    static Ink of(GreyImage image) {
        float background = image.borderMedian();
        float[] deviations = image.border();
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.abs(deviations[i] - background);
        }
        Arrays.sort(deviations);
        float[] values = image.values().clone();
        Arrays.sort(values);
        // The very brightest pixels may be specks; a stroke has more of them than this.
        int specks = Math.min(values.length - 1, (image.rows() + image.columns()) / 20);
        return new Ink(image, background, deviations[deviations.length / 2], values[values.length - 1 - specks]);
    }

    boolean isMissing() {
        return full - background < Math.max(LEAST_CONTRAST, LEAST_NOISE * noise);
    }

    /** Returns the ink alone, stretched to 255, on black. */
    GreyImage cleaned() {
        float faint = Math.max(FAINT * (full - background), FAINT_NOISE * noise);
        float[] values = image.values().clone();
        for (int i = 0; i < values.length; i++) {
            float above = values[i] - background;
            values[i] = above < faint ? 0 : Math.min(255, above * 255 / (full - background));
        }
        GreyImage stretched = new GreyImage(image.rows(), image.columns(), values);
        removeFaint(stretched);
        removeStains(stretched);
        return stretched;
    }

    private static void removeFaint(GreyImage image) {
        int near = Math.max(1, Math.min(image.rows(), image.columns()) / NEAR);
        GreyImage strongest = image.brightestWithin(near);
        for (int i = 0; i < image.values().length; i++) {
            if (strongest.values()[i] < STRONG * 255) {
                image.values()[i] = 0;
            }
        }
    }

    private static void removeStains(GreyImage image) {
        List<int[]> parts = connectedParts(image);
        double largest = parts.stream()
                .filter(part -> isStrong(image, part))
                .mapToDouble(part -> mass(image, part))
                .max()
                .orElse(0);
        for (int[] part : parts) {
            if (!isStrong(image, part) || mass(image, part) < LARGE * largest) {
                Arrays.stream(part).forEach(i -> image.values()[i] = 0);
            }
        }
    }

    private static boolean isStrong(GreyImage image, int[] part) {
        return Arrays.stream(part).anyMatch(i -> image.values()[i] >= STRONG * 255);
    }

    private static double mass(GreyImage image, int[] part) {
        return Arrays.stream(part).mapToDouble(i -> image.values()[i]).sum();
    }

    /** The indices of pixels that are not black, together where they touch, also at a corner. */
    private static List<int[]> connectedParts(GreyImage image) {
        List<int[]> parts = new ArrayList<>();
        boolean[] seen = new boolean[image.values().length];
        int[] found = new int[seen.length];
        for (int start = 0; start < seen.length; start++) {
            if (seen[start] || image.values()[start] == 0) {
                continue;
            }
            seen[start] = true;
            found[0] = start;
            int count = 1;
            for (int next = 0; next < count; next++) {
                count = addNeighbours(image, found[next], seen, found, count);
            }
            parts.add(Arrays.copyOf(found, count));
        }
        return parts;
    }

    /** Returns the new count of what was found. */
    private static int addNeighbours(GreyImage image, int pixel, boolean[] seen, int[] found, int count) {
        int row = pixel / image.columns();
        int column = pixel % image.columns();
        int end = count;
        for (int r = Math.max(0, row - 1); r <= Math.min(image.rows() - 1, row + 1); r++) {
            for (int c = Math.max(0, column - 1); c <= Math.min(image.columns() - 1, column + 1); c++) {
                int neighbour = r * image.columns() + c;
                if (!seen[neighbour] && image.values()[neighbour] > 0) {
                    seen[neighbour] = true;
                    found[end++] = neighbour;
                }
            }
        }
        return end;
    }
}
