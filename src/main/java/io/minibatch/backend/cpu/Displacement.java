package io.minibatch.backend.cpu;

import io.minibatch.backend.Augmentation;
import io.minibatch.random.StreamReader;
import java.util.Arrays;

/**
 * The smoothed random field of {@link Augmentation}.
 *
 * <p>The Gaussian is separable, so there are two passes: the first smooths along x and has the columns as lines, the
 * second along y and has the rows; a line holds both components. There are so many empty lines before and after them as
 * the Gaussian reaches, so that one long loop goes over all lines and meets no border. What it adds is copied first:
 * JDK 17 makes vector instructions only of loops that use the same index in each array, and with them it is three times
 * as fast.
 */
final class Displacement {
    private final Augmentation.Elastic elastic;
    private final int rows;
    private final int columns;
    private final int radius;
    private final float[] weights;
    private final float[] noise;
    private final float[] smoothed;

    /** {@code [columns + 2·(radius + 1), 2·rows]} */
    private final float[] byColumns;

    /** {@code [rows + 2·(radius + 1), 2·columns]} */
    private final float[] byRows;

    private final float[] before;
    private final float[] after;
    private final float[] farBefore;
    private final float[] farAfter;
    private float sigma = Float.NaN;

    Displacement(Augmentation augmentation) {
        this.elastic = augmentation.elastic();
        this.rows = augmentation.rows();
        this.columns = augmentation.columns();
        this.radius = elastic.radius();
        this.weights = new float[radius + 2];
        int pixels = radius == 0 ? 0 : rows * columns;
        this.noise = new float[(pixels + 3) / 4 * 4];
        this.smoothed = new float[2 * pixels];
        this.byColumns = new float[2 * pixels + 4 * (radius + 1) * rows];
        this.byRows = new float[2 * pixels + 4 * (radius + 1) * columns];
        this.before = new float[2 * pixels];
        this.after = new float[2 * pixels];
        this.farBefore = new float[2 * pixels];
        this.farAfter = new float[2 * pixels];
    }

    /**
     * Draws the field of one image.
     *
     * @param target {@code [rows, 2·columns]}, overwritten: in each row first all x, then all y
     */
    void draw(StreamReader random, float[] target) {
        if (radius == 0) {
            Arrays.fill(target, 0);
            return;
        }
        weigh(elastic.sigma().at(random.uniform(6)));
        float alpha = elastic.alpha().at(random.uniform(7));
        for (int component = 0; component < 2; component++) {
            random.symmetric(Augmentation.FIELDS + component * noise.length, noise);
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    byColumns[(radius + 1 + x) * 2 * rows + component * rows + y] = noise[y * columns + x];
                }
            }
        }
        smooth(byColumns, 2 * rows, smoothed);
        for (int component = 0; component < 2; component++) {
            for (int y = 0; y < rows; y++) {
                int line = (radius + 1 + y) * 2 * columns + component * columns;
                for (int x = 0; x < columns; x++) {
                    byRows[line + x] = smoothed[x * 2 * rows + component * rows + y];
                }
            }
        }
        smooth(byRows, 2 * columns, target);
        scale(target, alpha);
    }

    /** Puts the weights of one axis in place, whose sum over both sides is 1. */
    private void weigh(float newSigma) {
        if (newSigma == sigma) {
            return;
        }
        sigma = newSigma;
        double scale = -1 / (2 * (double) sigma * sigma);
        double sum = 0;
        for (int k = 0; k <= radius; k++) {
            weights[k] = (float) StrictMath.exp(k * k * scale);
            sum += k == 0 ? weights[k] : 2 * weights[k];
        }
        float factor = (float) (1 / sum);
        for (int k = 0; k <= radius; k++) {
            weights[k] *= factor;
        }
    }

    /**
     * Smooths across lines, two weights at a time; after the last there is a weight of 0.
     *
     * @param lines with {@code radius} empty lines, and one more, before and after
     * @param length of a line
     * @param target the lines between, overwritten
     */
    private void smooth(float[] lines, int length, float[] target) {
        int centre = (radius + 1) * length;
        System.arraycopy(lines, centre, target, 0, target.length);
        scale(target, weights[0]);
        for (int k = 1; k <= radius; k += 2) {
            System.arraycopy(lines, centre - k * length, before, 0, target.length);
            System.arraycopy(lines, centre + k * length, after, 0, target.length);
            System.arraycopy(lines, centre - (k + 1) * length, farBefore, 0, target.length);
            System.arraycopy(lines, centre + (k + 1) * length, farAfter, 0, target.length);
            addPairs(weights[k], weights[k + 1], target);
        }
    }

    private void addPairs(float near, float far, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] += near * (before[i] + after[i]) + far * (farBefore[i] + farAfter[i]);
        }
    }

    private static void scale(float[] target, float factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] *= factor;
        }
    }
}
