package io.minibatch.backend.cpu;

import io.minibatch.backend.Dropout;
import io.minibatch.random.Philox;
import io.minibatch.random.Purpose;
import org.jspecify.annotations.Nullable;

/** The mask of a layer in the batch's current step, computed where it is needed and never kept. */
final class DropoutMask {
    /** Elements for which one block of four words has 16 bits each. */
    private static final int BLOCK = 8;

    /** One counter a thread, so that a step allocates nothing. */
    private static final ThreadLocal<int[]> COUNTER = ThreadLocal.withInitial(() -> new int[4]);

    private final CpuBatch batch;
    private final int purpose;
    private final int threshold;
    private final float scale;

    private DropoutMask(Dropout dropout) {
        this.batch = (CpuBatch) dropout.batch();
        this.purpose = Purpose.DROPOUT.word(dropout.layer());
        this.threshold = dropout.threshold();
        this.scale = dropout.scale();
    }

    /** Returns the mask, null where nothing is dropped. */
    static @Nullable DropoutMask of(@Nullable Dropout dropout) {
        return dropout == null || dropout.threshold() == 0 ? null : new DropoutMask(dropout);
    }

    /** Returns by what the activations that stay are multiplied. */
    float scale() {
        return scale;
    }

    /**
     * Multiplies elements by mask/(1 − rate).
     *
     * @param start where element {@code from} lies in the data
     */
    void apply(float[] data, int start, int from, int to) {
        int[] words = COUNTER.get();
        int shift = start - from;
        for (int first = from & -BLOCK; first < to; first += BLOCK) {
            words[0] = first / BLOCK;
            words[1] = batch.gathered();
            words[2] = batch.epoch();
            words[3] = purpose;
            Philox.apply(words, (int) batch.seed(), (int) (batch.seed() >>> 32));
            int end = Math.min(first + BLOCK, to);
            for (int e = Math.max(first, from); e < end; e++) {
                int half = words[(e & 7) >>> 1] >>> ((e & 1) << 4) & 0xFFFF;
                data[shift + e] = half < threshold ? 0 : data[shift + e] * scale;
            }
        }
    }
}
