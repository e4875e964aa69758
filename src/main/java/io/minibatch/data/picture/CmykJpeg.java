package io.minibatch.data.picture;

import java.awt.image.Raster;

/** The brightness of a JPEG of four colours: cyan, magenta, yellow and black. */
final class CmykJpeg {
    static final int COLOURS = 4;

    /** There is no marker of Adobe's. */
    static final int UNKNOWN = -1;

    private static final int LUMINANCE = 2;

    private CmykJpeg() {}

    /**
     * Returns the brightness on white paper.
     *
     * @param raster of four bands
     * @param transform of Adobe's marker, {@link #UNKNOWN} without one; with it, 255 stands for no ink
     */
    static GreyImage grey(Raster raster, int transform) {
        int rows = raster.getHeight();
        int columns = raster.getWidth();
        float[] values = new float[rows * columns];
        int[] pixels = new int[COLOURS * columns];
        for (int row = 0; row < rows; row++) {
            raster.getPixels(0, row, columns, 1, pixels);
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = brightness(pixels, COLOURS * column, transform);
            }
        }
        return new GreyImage(rows, columns, values);
    }

    private static float brightness(int[] pixels, int at, int transform) {
        float black = pixels[at + 3] / 255f;
        return switch (transform) {
            // The first band is the brightness already.
            case LUMINANCE -> pixels[at] * black;
            case UNKNOWN -> luminance(255 - pixels[at], 255 - pixels[at + 1], 255 - pixels[at + 2]) * (1 - black);
            default -> luminance(pixels[at], pixels[at + 1], pixels[at + 2]) * black;
        };
    }

    private static float luminance(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue) / 1000f;
    }
}
