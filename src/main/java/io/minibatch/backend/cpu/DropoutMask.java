package io.minibatch.backend.cpu;

import io.minibatch.backend.Dropout;
import io.minibatch.random.Purpose;
import io.minibatch.random.StreamReader;
import org.jspecify.annotations.Nullable;

/** The mask of a layer in the batch's current step, computed where it is needed and never kept. */
final class DropoutMask {
    /** Elements for which one block of four words has 16 bits each. */
    private static final int BLOCK = 8;

    /** One a thread, so that a step allocates nothing. */
    private static final ThreadLocal<StreamReader> READER = ThreadLocal.withInitial(StreamReader::new);

    private final CpuBatch batch;
    private final int layer;
    private final int threshold;
    private final float scale;

    private DropoutMask(Dropout dropout) {
        this.batch = (CpuBatch) dropout.batch();
        this.layer = dropout.layer();
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
        StreamReader reader = READER.get();
        reader.open(batch.seed(), Purpose.DROPOUT, batch.epoch(), batch.gathered(), layer);
        int shift = start - from;
        for (int first = from & -BLOCK; first < to; first += BLOCK) {
            int[] words = reader.words(first / BLOCK);
            int end = Math.min(first + BLOCK, to);
            for (int e = Math.max(first, from); e < end; e++) {
                int half = words[(e & 7) >>> 1] >>> ((e & 1) << 4) & 0xFFFF;
                data[shift + e] = half < threshold ? 0 : data[shift + e] * scale;
            }
        }
    }
}
