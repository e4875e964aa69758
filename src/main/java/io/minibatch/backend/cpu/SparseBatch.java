package io.minibatch.backend.cpu;

/** A mini-batch as the lists of its images. */
final class SparseBatch {
    /** Lists that are fetched together. */
    private static final int TOGETHER = 16;

    /** Nanoseconds of a vector that is multiplied and added, from the second cache. */
    private static final double VECTOR = 0.5;

    private final CpuBatch batch;
    private final NonZeros lists;
    private int fetched;

    SparseBatch(CpuBatch batch, NonZeros lists) {
        this.batch = batch;
        this.lists = lists;
    }

    NonZeros lists() {
        return lists;
    }

    CpuBatch batch() {
        return batch;
    }

    int capacity() {
        return batch.capacity();
    }

    int valid() {
        return batch.valid();
    }

    int example(int row) {
        return batch.example(row);
    }

    /** Moves on to the next mini-batch. Of small ones, the lists of the following are fetched, many together. */
    void advance() {
        batch.advance();
        if (batch.start() == 0) {
            fetched = 0;
        }
        int needed = Math.min(batch.start() + batch.valid(), batch.size());
        while (batch.capacity() < TOGETHER && fetched < needed) {
            int end = Math.min(fetched + 2 * TOGETHER, batch.size());
            lists.fetch(batch, fetched, end);
            fetched = end;
        }
    }

    /** Fetches the lists of rows, unless that was done before. */
    void fetch(int from, int to) {
        if (batch.capacity() >= TOGETHER) {
            lists.fetch(batch, batch.start() + from, batch.start() + to);
        }
    }

    /** Returns how many nanoseconds a product with {@code width} columns takes. */
    long work(int width) {
        double entries = lists.density() * lists.features() * batch.capacity();
        return (long) (entries * width / Panel.LANES * VECTOR);
    }
}
