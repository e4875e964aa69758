package io.minibatch.backend.cpu;

/** Products of single rows with a few columns of a weight matrix, from the elements of the row that are not 0 alone. */
interface RowProduct {
    /** Returns the number of columns that are computed together. */
    int columns();

    /**
     * {@code z ← x·W}. The order of summation depends on the row alone.
     *
     * @param w rows of {@link #columns()} elements
     * @param z where {@link #columns()} elements are overwritten, from {@code at} on
     */
    void multiply(NonZeroRows x, int row, Rows w, float[] z, int at);

    /** Returns the fastest one. */
    static RowProduct of(boolean vectors) {
        return vectors ? new VectorRowProduct() : new PlainRowProduct();
    }
}
