package io.minibatch.backend.cpu;

/**
 * A sum over elements in double precision: one part for each block of fixed size, then the sum of the parts in order.
 * The same object serves every call, so that a sum allocates only where more parts are needed than ever before.
 */
abstract class BlockSum implements Operation {
    private static final int BLOCK = 4096;

    private double[] parts = new double[0];
    private int size;

    /** Returns the sum of elements {@code from} to {@code to}, one after the other. */
    abstract double sum(int from, int to);

    final double sum(CpuExecution execution, int elements) {
        resize(elements);
        execution.issue(this);
        return total();
    }

    /** Makes room for the parts of so many elements. */
    final void resize(int elements) {
        size = elements;
        if (parts.length < length()) {
            parts = new double[length()];
        }
    }

    /** Returns the sum of the parts, in order. */
    final double total() {
        double sum = 0;
        for (int block = 0; block < length(); block++) {
            sum += parts[block];
        }
        return sum;
    }

    @Override
    public final int length() {
        return (size + BLOCK - 1) / BLOCK;
    }

    @Override
    public final long work() {
        return size;
    }

    @Override
    public final void run(int from, int to) {
        for (int block = from; block < to; block++) {
            parts[block] = sum(block * BLOCK, Math.min(size, (block + 1) * BLOCK));
        }
    }
}
