package io.minibatch.backend.cpu;

import io.minibatch.backend.Dropout;
import io.minibatch.random.Purpose;
import io.minibatch.random.StreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The mask of a layer, 0 or 1/(1 − rate) for each element, drawn going forwards and kept by the clock for the way back:
 * drawing costs more than the multiplication.
 */
final class DropoutMask {
    /** Elements for which one block of four words has 16 bits each. */
    private static final int BLOCK = 8;

    /** One a thread, so that a step allocates nothing. */
    private static final ThreadLocal<StreamReader> READER = ThreadLocal.withInitial(StreamReader::new);

    private final CpuClock clock;
    private final int layer;
    private final int threshold;
    private final float scale;
    /** The bits of the scale. */
    private final int kept;

    private final float[] factors;

    private DropoutMask(Dropout dropout, int size) {
        this.clock = (CpuClock) dropout.clock();
        this.layer = dropout.layer();
        this.threshold = dropout.threshold();
        this.scale = dropout.scale();
        this.kept = Float.floatToRawIntBits(scale);
        this.factors = clock.dropoutFactors(layer, size);
    }

    /**
     * Returns the mask, null if nothing is dropped.
     *
     * @param size elements of the layer
     */
    static @Nullable DropoutMask of(@Nullable Dropout dropout, int size) {
        return dropout == null || dropout.threshold() == 0 ? null : new DropoutMask(dropout, size);
    }

    /** Returns by what the activations that stay are multiplied. */
    float scale() {
        return scale;
    }

    /** Draws the factors of the clock's current step. */
    void draw(int from, int to) {
        StreamReader reader = READER.get();
        reader.open(clock.seed(), Purpose.DROPOUT, clock.epoch(), clock.step(), layer);
        for (int first = from & -BLOCK; first < to; first += BLOCK) {
            int[] words = reader.words(first / BLOCK);
            if (first >= from && first + BLOCK <= to) {
                for (int pair = 0; pair < BLOCK / 2; pair++) {
                    factors[first + 2 * pair] = factor(words[pair] & 0xFFFF);
                    factors[first + 2 * pair + 1] = factor(words[pair] >>> 16);
                }
            } else {
                for (int e = Math.max(first, from); e < Math.min(first + BLOCK, to); e++) {
                    factors[e] = factor(words[(e & 7) >>> 1] >>> ((e & 1) << 4) & 0xFFFF);
                }
            }
        }
    }

    /**
     * Without a branch, which nothing could predict: the shift makes every bit of a mask 1 if the element is dropped.
     */
    private float factor(int half) {
        return Float.intBitsToFloat(kept & ~(half - threshold >> 31));
    }

    /**
     * Multiplies elements by the factors that were drawn.
     *
     * @param start where element {@code from} lies in the data
     */
    void multiply(float[] data, int start, int from, int to) {
        for (int e = from; e < to; e++) {
            data[start + e - from] *= factors[e];
        }
    }
}
