package io.minibatch.backend.cuda;

import io.minibatch.backend.Tally;
import java.nio.ByteBuffer;

/**
 * The sums of cost (double), correct answers and examples (long), absolute and squared errors (double), and room for
 * the rows of one mini-batch.
 */
final class CudaTally extends CudaMemory implements Tally {
    static final int SUMS_BYTES = 3 * Double.BYTES + 2 * Long.BYTES;

    final Address sums;
    final Address counts;
    final Address errorSums;
    final Address costs;
    final Address correct;

    /** {@code [2, capacity]}. */
    final Address errors;

    private final int capacity;

    CudaTally(Owner owner, int capacity) {
        super(owner);
        this.sums = allocate(SUMS_BYTES);
        this.counts = sums.plus(Double.BYTES);
        this.errorSums = counts.plus(2 * Long.BYTES);
        this.costs = allocate((long) capacity * Double.BYTES);
        this.correct = allocate((long) capacity * Integer.BYTES);
        this.errors = allocate(2L * capacity * Double.BYTES);
        this.capacity = capacity;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Returns the sums and sets them to zero. */
    Totals take(Staging staging) {
        ByteBuffer values = staging.receive(sums, SUMS_BYTES);
        Totals totals = new Totals(
                values.getDouble(), values.getLong(), values.getLong(), values.getDouble(), values.getDouble());
        staging.clear(sums, SUMS_BYTES);
        return totals;
    }
}
