package io.minibatch.backend.cuda;

import io.minibatch.backend.Matrix;

/** A window of an allocation; the rows follow each other without gaps. */
final class CudaMatrix implements Matrix {
    private final CudaMemory memory;
    private final boolean view;
    private final Address address;
    private final int rows;
    private final int columns;

    CudaMatrix(CudaMemory.Owner owner, int rows, int columns) {
        this.memory = new CudaMemory(owner);
        this.view = false;
        this.address = memory.allocate((long) rows * columns * Float.BYTES);
        this.rows = rows;
        this.columns = columns;
    }

    private CudaMatrix(CudaMemory memory, Address address, int rows, int columns) {
        this.memory = memory;
        this.view = true;
        this.address = address;
        this.rows = rows;
        this.columns = columns;
    }

    Address address() {
        return address;
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
    public Matrix view(int offset, int viewRows, int viewColumns) {
        Matrix.checkView(this, offset, viewRows, viewColumns);
        return new CudaMatrix(memory, address.plus((long) offset * Float.BYTES), viewRows, viewColumns);
    }

    @Override
    public boolean isClosed() {
        return memory.isClosed();
    }

    @Override
    public void close() {
        if (!view) {
            memory.close();
        }
    }
}
