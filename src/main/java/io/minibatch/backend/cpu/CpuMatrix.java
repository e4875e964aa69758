package io.minibatch.backend.cpu;

import io.minibatch.backend.Matrix;

/** A row-major window of an array; the rows follow each other without gaps. */
final class CpuMatrix extends CpuMemory implements Matrix {
    final float[] data;
    final int offset;
    final int rows;
    final int columns;

    private final CpuMatrix root;

    CpuMatrix(CpuBackend owner, int rows, int columns) {
        super(owner);
        this.data = new float[Math.multiplyExact(rows, columns)];
        this.offset = 0;
        this.rows = rows;
        this.columns = columns;
        this.root = this;
    }

    /** Creates a matrix of {@code count} rows that are there already. */
    CpuMatrix(CpuBackend owner, Rows rows, int count) {
        super(owner);
        this.data = rows.data();
        this.offset = rows.start();
        this.rows = count;
        this.columns = rows.width();
        this.root = this;
    }

    private CpuMatrix(CpuMatrix root, int offset, int rows, int columns) {
        super(root.owner());
        this.data = root.data;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.root = root;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public Matrix view(int start, int viewRows, int viewColumns) {
        Matrix.checkView(this, start, viewRows, viewColumns);
        return new CpuMatrix(root, offset + start, viewRows, viewColumns);
    }

    @Override
    public boolean isClosed() {
        return root == this ? super.isClosed() : root.isClosed();
    }

    @Override
    public void close() {
        if (root == this) {
            super.close();
        }
    }
}
