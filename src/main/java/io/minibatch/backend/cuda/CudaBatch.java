package io.minibatch.backend.cuda;

import io.minibatch.backend.Batch;

/** The order of the examples and the place in it, {@code {start, valid, gathered, first non-finite, epoch,
 * low and high word of the seed, ticket}}. */
final class CudaBatch extends CudaMemory implements Batch {
    static final int STATE_BYTES = 8 * Integer.BYTES;
    static final int FIRST_NON_FINITE = 3 * Integer.BYTES;

    final Address order;
    final Address state;
    private final CudaExamples examples;
    private final int capacity;

    CudaBatch(Owner owner, CudaExamples examples, int capacity) {
        super(owner);
        this.examples = examples;
        this.capacity = capacity;
        this.order = allocate((long) examples.size() * Integer.BYTES);
        this.state = allocate(STATE_BYTES);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public CudaExamples examples() {
        return examples;
    }
}
