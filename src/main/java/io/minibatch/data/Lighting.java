package io.minibatch.data;

import java.util.Arrays;

/**
 * The brightness that light paper without ink would have at each place of a photograph. It is estimated at the points of a
 * grid, as a high percentile of a window that is larger than a stroke, and interpolated between them.
 */
final class Lighting {
    /** Points of the grid in a row and in a column. */
    private static final int POINTS = 9;

    /** The part of the picture's height and width that a window takes. */
    private static final double WINDOW = 0.25;

    /** Ink may cover nearly as much of a window; the noise of the paper is above it. */
    private static final double PERCENTILE = 0.85;

    /** Of smaller pictures, a window would hold little more than a stroke. */
    private static final int LEAST_SIDE = 64;

    /** Paper is uneven where its darkest place has less than this part of the light of its brightest. */
    private static final double EVEN = 0.95;

    private Lighting() {}

    /** Returns a light picture as it would be in even light; one whose light is even already is returned as it is. */
    static GreyImage evened(GreyImage image) {
        if (Math.min(image.rows(), image.columns()) < LEAST_SIDE) {
            return image;
        }
        float[] grid = grid(image);
        float darkest = Float.MAX_VALUE;
        float brightest = 0;
        for (float light : grid) {
            darkest = Math.min(darkest, light);
            brightest = Math.max(brightest, light);
        }
        if (darkest >= EVEN * brightest || darkest <= 0) {
            return image;
        }
        float[] values = image.values().clone();
        for (int row = 0; row < image.rows(); row++) {
            double y = (double) row * (POINTS - 1) / (image.rows() - 1);
            for (int column = 0; column < image.columns(); column++) {
                double x = (double) column * (POINTS - 1) / (image.columns() - 1);
                int i = row * image.columns() + column;
                values[i] = (float) Math.min(255, values[i] * brightest / interpolated(grid, y, x));
            }
        }
        return new GreyImage(image.rows(), image.columns(), values);
    }

    private static float[] grid(GreyImage image) {
        float[] grid = new float[POINTS * POINTS];
        int height = (int) (image.rows() * WINDOW);
        int width = (int) (image.columns() * WINDOW);
        float[] window = new float[height * width];
        for (int p = 0; p < grid.length; p++) {
            int top = start(p / POINTS, height, image.rows());
            int left = start(p % POINTS, width, image.columns());
            for (int row = 0; row < height; row++) {
                System.arraycopy(image.values(), (top + row) * image.columns() + left, window, row * width, width);
            }
            Arrays.sort(window);
            grid[p] = window[(int) (PERCENTILE * (window.length - 1))];
        }
        return grid;
    }

    /** Returns where a window around a point of the grid begins; at the border it lies inside. */
    private static int start(int point, int length, int all) {
        int middle = point * (all - 1) / (POINTS - 1);
        return Math.max(0, Math.min(all - length, middle - length / 2));
    }

    private static double interpolated(float[] grid, double y, double x) {
        int row = Math.min(POINTS - 2, (int) y);
        int column = Math.min(POINTS - 2, (int) x);
        int i = row * POINTS + column;
        double upper = grid[i] + (x - column) * (grid[i + 1] - grid[i]);
        double lower = grid[i + POINTS] + (x - column) * (grid[i + POINTS + 1] - grid[i + POINTS]);
        return upper + (y - row) * (lower - upper);
    }
}
