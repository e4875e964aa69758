package io.minibatch.backend;

/**
 * A handle of a dense float32 matrix on a device, row-major; mini-batches are {@code [examples, features]}. There is no
 * access to single elements: use {@link Backend#upload(float[], Matrix)} and {@link Backend#download(Matrix, float[])}.
 */
public interface Matrix extends DeviceMemory {
    int rows();

    int columns();

    /** Returns the number of elements. */
    default int size() {
        return rows() * columns();
    }

    /**
     * Returns a matrix that shares {@code rows·columns} consecutive elements of this one. Closing a view does nothing;
     * it is closed with what it is a view of.
     *
     * @param offset the first element, counted in row-major order
     * @throws IllegalArgumentException if the view does not lie inside this matrix
     */
    Matrix view(int offset, int rows, int columns);

    /** Throws {@link BackendException} if a matrix would have more elements than can be counted in an int. */
    static void checkSize(int rows, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE) {
            throw new BackendException("a " + rows + "×" + columns + " matrix has more than 2^31 elements; "
                    + "a smaller mini-batch or layer is needed");
        }
    }

    /** Throws where a view of the matrix would not lie inside it. */
    static void checkView(Matrix matrix, int offset, int rows, int columns) {
        if (offset < 0 || rows < 1 || columns < 1 || offset + (long) rows * columns > matrix.size()) {
            throw new IllegalArgumentException("a view of " + rows + "×" + columns + " at " + offset
                    + " does not lie inside a " + matrix.rows() + "×" + matrix.columns() + " matrix");
        }
    }
}
