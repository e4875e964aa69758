package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import org.jspecify.annotations.Nullable;

/**
 * {@code z ← z + 1·bias, a ← f(z) ⊙ mask/(1 − rate)}, by rows.
 *
 * @param vectors whether Java's Vector API may be used
 */
record Activate(
        Elementwise function,
        CpuMatrix bias,
        CpuMatrix z,
        CpuMatrix a,
        @Nullable DropoutMask mask,
        boolean vectors) implements Operation {
    /** Nanoseconds of an element by {@link Functions}, and of one of a dropout mask. */
    private static final int ELEMENT = 2;

    @Override
    public int length() {
        return z.rows;
    }

    @Override
    public long work() {
        int function = vectors ? 1 : ELEMENT;
        return (long) z.size() * (mask == null ? function : function + ELEMENT);
    }

    @Override
    public void run(int from, int to) {
        int columns = z.columns;
        for (int row = from; row < to; row++) {
            int start = z.offset + row * columns;
            for (int j = 0; j < columns; j++) {
                z.data[start + j] += bias.data[bias.offset + j];
            }
        }
        int start = a.offset + from * columns;
        int length = (to - from) * columns;
        if (a != z) {
            System.arraycopy(z.data, z.offset + from * columns, a.data, start, length);
        }
        Functions.apply(vectors, function, a.data, start, start + length);
        if (mask != null) {
            mask.draw(from * columns, to * columns);
            mask.multiply(a.data, start, from * columns, to * columns);
        }
    }
}
