package io.minibatch.data.format;

import java.util.List;

/**
 * A table that was read: columns of numbers, and the columns apart that were asked for.
 */
public final class CsvTable {
    private final GrowingRows features;
    private final List<CsvColumn> apart;
    private final int rows;

    CsvTable(GrowingRows features, List<CsvColumn> apart, int rows) {
        this.features = features;
        this.apart = apart;
        this.rows = rows;
    }

    /** Returns the number of lines with data, at least 1. */
    public int rows() {
        return rows;
    }

    /** Returns a column that was kept apart, by its place among those. */
    public CsvColumn apart(int index) {
        return apart.get(index);
    }

    /** Returns whether all features are whole numbers from 0 to 255. */
    public boolean isBytes() {
        return features.isWhole();
    }

    /** Returns the features as unsigned bytes, row by row. */
    public byte[] bytes() {
        return features.bytes();
    }

    /** Returns the features, row by row. */
    public float[] floats() {
        return features.floats();
    }
}
