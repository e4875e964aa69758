package io.minibatch.backend.cpu;

/**
 * Rows of equal width, one after the other.
 *
 * @param start where the first row begins
 */
record Rows(float[] data, int start, int width) {
    /** Returns rows of zeros, aligned to cache lines where their width is a multiple of one. */
    static Rows allocate(int count, int width) {
        return new AlignedArray().rows(count, width);
    }

    /** Returns the rows of a matrix. */
    static Rows of(CpuMatrix matrix) {
        return new Rows(matrix.data, matrix.offset, matrix.columns);
    }

    /** Returns where a row begins. */
    int row(int index) {
        return start + index * width;
    }
}
