package io.minibatch.backend.cpu;

import java.util.Arrays;

/**
 * {@code z ← x·W} for the next mini-batch x, by rows, zero in rows that are not valid. It goes panel by panel, so that the cache keeps one for many
 * rows.
 */
record SparseProduct(SparseBatch batch, SparseWeights weights, LazyDecay decay, CpuMatrix z) implements Operation {
    /** Rows that a panel is applied to before the next one is. */
    private static final int TOGETHER = 128;

    /** Likewise, where they are padded on the way. */
    private static final int PADDED_TOGETHER = 64;

    /** Padded rows; one array a thread, so that a step allocates nothing. */
    private static final ThreadLocal<float[]> PADDED = ThreadLocal.withInitial(() -> new float[0]);

    @Override
    public int length() {
        return z.rows;
    }

    @Override
    public long work() {
        return batch.work(weights.width());
    }

    @Override
    public void beforeSteps() {
        decay.open();
    }

    @Override
    public void begin() {
        batch.advance();
    }

    @Override
    public void run(int from, int to) {
        int valid = Math.max(from, Math.min(to, batch.valid()));
        int width = weights.width();
        boolean pads = width != z.columns;
        int together = pads ? PADDED_TOGETHER : TOGETHER;
        for (int first = from; first < valid; first += together) {
            int end = Math.min(first + together, valid);
            batch.fetch(first, end);
            if (pads) {
                float[] padded = padded(width);
                multiply(first, end, padded, AlignedArray.START);
                for (int row = first; row < end; row++) {
                    int at = AlignedArray.START + (row - first) * width;
                    System.arraycopy(padded, at, z.data, z.offset + row * z.columns, z.columns);
                }
            } else {
                multiply(first, end, z.data, z.offset + first * width);
            }
        }
        Arrays.fill(z.data, z.offset + valid * z.columns, z.offset + to * z.columns, 0);
    }

    private static float[] padded(int width) {
        float[] padded = PADDED.get();
        if (padded.length < AlignedArray.START + PADDED_TOGETHER * width) {
            padded = AlignedArray.allocate(PADDED_TOGETHER * width);
            PADDED.set(padded);
        }
        return padded;
    }

    /** Leaves the products of rows of the mini-batch in rows of the panels' width. */
    private void multiply(int from, int to, float[] data, int start) {
        NonZeros lists = batch.lists();
        float s = decay.factor();
        for (int p = 0; p < weights.panels(); p++) {
            int at = start + SparseWeights.column(p);
            for (int row = from; row < to; row++) {
                int image = batch.example(row);
                weights.panel(p).sum(lists.entries, lists.start(image), lists.end(image), s, false, data, at);
                at += weights.width();
            }
        }
    }
}
