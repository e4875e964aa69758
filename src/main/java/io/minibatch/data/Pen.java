package io.minibatch.data;

import java.util.Arrays;

/** Draws smooth strokes of one thickness on a small square of pixels, by each pixel's distance from the nearest one. */
final class Pen {
    private static final int STEPS = 6;

    private final int width;
    private final double radius;
    private final double[] squaredDistances;

    /**
     * Creates a pen and its blank square.
     *
     * @param width of the square in pixels
     * @param radius half the thickness of the strokes in pixels
     */
    Pen(int width, double radius) {
        this.width = width;
        this.radius = radius;
        this.squaredDistances = new double[width * width];
        Arrays.fill(squaredDistances, Double.MAX_VALUE);
    }

    /** Draws the Catmull–Rom spline through points, given as x and y by turns in pixels. */
    void draw(double[] points) {
        int last = points.length / 2 - 1;
        for (int i = 0; i < last; i++) {
            double fromX = points[2 * i];
            double fromY = points[2 * i + 1];
            for (int step = 1; step <= STEPS; step++) {
                double t = (double) step / STEPS;
                double toX = spline(points, 0, i, last, t);
                double toY = spline(points, 1, i, last, t);
                drawSegment(fromX, fromY, toX, toY);
                fromX = toX;
                fromY = toY;
            }
        }
    }

    /** Writes the square with {@code ink}, from 0 to 255, under the strokes; their edges fade over one pixel. */
    void copyTo(byte[] image, int offset, double ink) {
        for (int i = 0; i < squaredDistances.length; i++) {
            double cover = radius + 0.5 - Math.sqrt(squaredDistances[i]);
            image[offset + i] = (byte) (int) (ink * Math.min(1, Math.max(0, cover)) + 0.5);
        }
    }

    /** Coordinate {@code axis} between points i and i + 1; beyond the ends the end points are repeated. */
    private static double spline(double[] points, int axis, int i, int last, double t) {
        double p0 = points[2 * Math.max(0, i - 1) + axis];
        double p1 = points[2 * i + axis];
        double p2 = points[2 * (i + 1) + axis];
        double p3 = points[2 * Math.min(last, i + 2) + axis];
        return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
    }

    private void drawSegment(double fromX, double fromY, double toX, double toY) {
        double reach = radius + 1;
        int left = clamp(Math.min(fromX, toX) - reach);
        int right = clamp(Math.max(fromX, toX) + reach);
        int top = clamp(Math.min(fromY, toY) - reach);
        int bottom = clamp(Math.max(fromY, toY) + reach);
        double dx = toX - fromX;
        double dy = toY - fromY;
        double squaredLength = Math.max(1e-12, dx * dx + dy * dy);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double along = ((x + 0.5 - fromX) * dx + (y + 0.5 - fromY) * dy) / squaredLength;
                double t = Math.min(1, Math.max(0, along));
                double offX = x + 0.5 - fromX - t * dx;
                double offY = y + 0.5 - fromY - t * dy;
                int pixel = y * width + x;
                squaredDistances[pixel] = Math.min(squaredDistances[pixel], offX * offX + offY * offY);
            }
        }
    }

    private int clamp(double coordinate) {
        return (int) Math.min(width - 1, Math.max(0, coordinate));
    }
}
