package io.minibatch.data;

import java.io.Serializable;

/**
 * The size of an image in pixels.
 *
 * @param rows its height, at least 1
 * @param columns its width, at least 1
 */
public record ImageSize(int rows, int columns) implements Serializable {
    public ImageSize {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("an image of " + rows + "×" + columns + " pixels");
        }
    }

    /** Returns the number of pixels. */
    public int pixels() {
        return Math.multiplyExact(rows, columns);
    }

    @Override
    public String toString() {
        return rows + "×" + columns;
    }
}
