package io.minibatch.backend.cuda;

import io.minibatch.backend.Batch;

/** The order of the examples; the place in it lies with the clock. */
final class CudaBatch extends CudaMemory implements Batch {
    final Address order;
    private final CudaExamples examples;
    private final int capacity;
    private final CudaClock clock;

    CudaBatch(Owner owner, CudaExamples examples, int capacity) {
        super(owner);
        this.examples = examples;
        this.capacity = capacity;
        this.order = allocate((long) examples.size() * Integer.BYTES);
        this.clock = new CudaClock(owner, batchesPerEpoch());
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public CudaExamples examples() {
        return examples;
    }

    @Override
    public CudaClock clock() {
        return clock;
    }

    /** Returns the place and the count of steps, see {@link CudaClock}. */
    Address state() {
        return clock.state;
    }

    @Override
    public void close() {
        super.close();
        clock.close();
    }
}
