package io.minibatch.backend.cpu;

import java.util.Arrays;

/**
 * {@code z ← s·x·V} for the next mini-batch x, by rows, zero in rows that are not valid. It goes panel by panel for
 * some rows together, so that the cache keeps a panel.
 */
record SparseProduct(SparseBatch batch, SparseWeights weights, LazyDecay decay, CpuMatrix z) implements Operation {
    /** Rows that a panel is applied to before the next one is. */
    private static final int TOGETHER = 128;

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
        for (int first = from; first < valid; first += TOGETHER) {
            int end = Math.min(first + TOGETHER, valid);
            batch.fetch(first, end);
            for (int p = 0; p < weights.panelCount(); p++) {
                multiply(p, first, end);
            }
        }
        Arrays.fill(z.data, z.offset + valid * z.columns, z.offset + to * z.columns, 0);
    }

    /** The padded sums go by way of a panel of this thread's own. */
    private void multiply(int p, int from, int to) {
        NonZeros lists = batch.lists();
        Panel v = weights.panel(p);
        Panel sum = Panel.scratch(v.vectors());
        float s = decay.factor();
        for (int row = from; row < to; row++) {
            int image = batch.example(row);
            v.sum(lists.entries, lists.start(image), lists.end(image), s, false, sum.data(), sum.row(0));
            int at = z.offset + row * z.columns + SparseWeights.column(p);
            System.arraycopy(sum.data(), sum.row(0), z.data, at, weights.columns(p));
        }
    }
}
