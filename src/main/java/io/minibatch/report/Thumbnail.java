package io.minibatch.report;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * The drawing of an example: dark on white, in a frame, enlarged by a whole number or made smaller.
 *
 * @param rows of an example
 * @param columns of an example
 * @param width in the picture, in pixels
 * @param height in the picture, in pixels
 */
record Thumbnail(int rows, int columns, int width, int height) {
    /** Returns the size that comes as close as it can to a longer side of {@code side} pixels. */
    static Thumbnail of(int rows, int columns, int side) {
        double scale = (double) side / Math.max(rows, columns);
        double factor = scale > 1 ? Math.floor(scale) : scale;
        return new Thumbnail(rows, columns, (int) Math.max(1, factor * columns), (int) Math.max(1, factor * rows));
    }

    /** Draws the example at {@code start} with its upper left corner at (x, y). */
    void draw(Picture picture, byte[] images, int start, int x, int y) {
        Graphics2D graphics = picture.graphics();
        Image image = example(images, start);
        if (width < columns) {
            image = image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
        }
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(image, x, y, width, height, null);
        graphics.setColor(Picture.LINE);
        graphics.drawRect(x - 1, y - 1, width + 1, height + 1);
        graphics.setColor(Picture.INK);
    }

    private BufferedImage example(byte[] images, int start) {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < rows * columns; i++) {
            int ink = images[start + i] & 0xFF;
            image.setRGB(i % columns, i / columns, 0x010101 * (255 - ink));
        }
        return image;
    }
}
