package io.minibatch.backend.cpu;

import io.minibatch.backend.Batch;

/** The place in the order of the examples. */
final class CpuBatch extends CpuMemory implements Batch {
    private final CpuExamples examples;
    private final int capacity;
    private final CpuOrder order;
    private final CpuClock clock;
    private int start;
    private int valid;

    CpuBatch(CpuBackend owner, CpuExamples examples, int capacity) {
        super(owner);
        this.examples = examples;
        this.capacity = capacity;
        this.order = new CpuOrder(examples.size());
        this.clock = new CpuClock(owner, batchesPerEpoch());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public CpuExamples examples() {
        return examples;
    }

    @Override
    public CpuClock clock() {
        return clock;
    }

    void rewind(long seed, int epoch) {
        order.restore();
        restart(seed, epoch);
    }

    void shuffle(long seed, int epoch) {
        order.shuffle(seed, epoch);
        restart(seed, epoch);
    }

    private void restart(long seed, int epoch) {
        start = 0;
        valid = 0;
        clock.set(seed, epoch, 0);
    }

    void advance() {
        start += valid;
        valid = Math.min(capacity, order.size() - start);
        clock.advance();
    }

    /** Returns how many rows of the current mini-batch hold an example. */
    int valid() {
        return valid;
    }

    /** Returns how many examples the order has. */
    int size() {
        return order.size();
    }

    /** Returns how many places of the order lie before the current mini-batch. */
    int start() {
        return start;
    }

    /** Returns which example is at a place of the order. */
    int exampleAt(int place) {
        return order.at(place);
    }

    /** Returns which example is in a valid row. */
    int example(int row) {
        return order.at(start + row);
    }

    int label(int row) {
        return examples.label(example(row));
    }

    @Override
    public void close() {
        super.close();
        clock.close();
    }
}
