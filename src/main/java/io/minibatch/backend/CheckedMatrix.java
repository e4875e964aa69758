package io.minibatch.backend;

/** A handle that records its allocation and offset, so that overlaps are detected. */
final class CheckedMatrix implements Matrix {
    private final CheckedMemory owner;
    private final Matrix inner;
    private final CheckedMatrix root;
    private final int start;

    CheckedMatrix(CheckedMemory owner, Matrix inner) {
        this.owner = owner;
        this.inner = inner;
        this.root = this;
        this.start = 0;
    }

    private CheckedMatrix(CheckedMatrix root, Matrix inner, int start) {
        this.owner = root.owner;
        this.inner = inner;
        this.root = root;
        this.start = start;
    }

    Matrix inner() {
        return inner;
    }

    boolean belongsTo(CheckedMemory backend) {
        return owner == backend;
    }

    void require(String what, int rows, int columns) {
        if (rows() != rows || columns() != columns) {
            throw new IllegalArgumentException(what + " must be " + rows + "×" + columns + ", not " + this);
        }
    }

    void requireApart(String operation, CheckedMatrix other) {
        if (root == other.root && start < other.start + other.size() && other.start < start + size()) {
            throw new IllegalArgumentException(operation + ": the output " + this + " overlaps the input " + other);
        }
    }

    /** Returns whether both handles are the same part of the same allocation. */
    boolean isSameAs(CheckedMatrix other) {
        return root == other.root && start == other.start && size() == other.size();
    }

    /** Returns the shape and where it lies, the same for the same part of the same allocation only. */
    String place() {
        return this + " at " + start + " of allocation " + System.identityHashCode(root);
    }

    @Override
    public int rows() {
        return inner.rows();
    }

    @Override
    public int columns() {
        return inner.columns();
    }

    @Override
    public Matrix view(int offset, int rows, int columns) {
        return new CheckedMatrix(root, inner.view(offset, rows, columns), start + offset);
    }

    @Override
    public boolean isClosed() {
        return inner.isClosed();
    }

    @Override
    public void close() {
        owner.refuse("close");
        inner.close();
    }

    @Override
    public String toString() {
        return rows() + "×" + columns();
    }
}
