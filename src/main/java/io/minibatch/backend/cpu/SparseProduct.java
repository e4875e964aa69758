package io.minibatch.backend.cpu;

import java.util.Arrays;

/**
 * {@code z ← x·W} for the next mini-batch x, by rows, zero in rows that are not valid. It goes panel by panel, so that the cache keeps one for many
 * rows.
 *
 * @param padded where rows of the panels' width are computed, perhaps in z itself
 */
record SparseProduct(SparseBatch batch, SparseWeights weights, LazyDecay decay, Rows padded, CpuMatrix z)
        implements Operation {
    /** Rows that a panel is applied to before the next one is. */
    private static final int TOGETHER = 512;

    @Override
    public int length() {
        return z.rows;
    }

    @Override
    public long work() {
        return batch.work(padded.width());
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
        for (int first = from; first < valid; first += TOGETHER) {
            int end = Math.min(first + TOGETHER, valid);
            batch.fetch(first, end);
            for (int p = 0; p < weights.panels(); p++) {
                multiply(weights.panel(p), SparseWeights.column(p), first, end);
            }
            copy(first, end);
        }
        Arrays.fill(z.data, z.offset + valid * z.columns, z.offset + to * z.columns, 0);
    }

    private void multiply(Panel panel, int column, int from, int to) {
        NonZeros lists = batch.lists();
        float s = decay.factor();
        for (int row = from; row < to; row++) {
            int image = batch.example(row);
            panel.sum(
                    lists.entries,
                    lists.start(image),
                    lists.end(image),
                    s,
                    false,
                    padded.data(),
                    padded.row(row) + column);
        }
    }

    private void copy(int from, int to) {
        for (int row = from; row < to && padded.data() != z.data; row++) {
            System.arraycopy(padded.data(), padded.row(row), z.data, z.offset + row * z.columns, z.columns);
        }
    }
}
