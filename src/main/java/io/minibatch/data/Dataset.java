package io.minibatch.data;
/** Labelled images: unsigned bytes, row-major, one label each below {@code classes}. */
public record Dataset(String name, int rows, int columns, int classes, byte[] images, byte[] labels) {
    public int size() {
        return labels.length;
    }

    public int features() {
        return rows * columns;
    }
}
