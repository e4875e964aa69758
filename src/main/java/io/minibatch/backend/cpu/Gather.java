package io.minibatch.backend.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves on to the next mini-batch: {@code x ← bytes/255} or the floats as they are, by rows, zero in rows that are not
 * valid.
 *
 * @param nonZeros of the batch's examples, null if most bytes are not 0 and for floats
 */
record Gather(CpuBatch batch, CpuMatrix x, @Nullable NonZeros nonZeros) implements Operation {
    /** Rows that are fetched together. */
    private static final int TOGETHER = 16;

    @Override
    public int length() {
        return x.rows;
    }

    @Override
    public long work() {
        return nonZeros == null && batch.examples().areImages() ? x.size() : x.size() / 6;
    }

    @Override
    public void begin() {
        batch.advance();
    }

    @Override
    public void run(int from, int to) {
        int valid = Math.max(from, Math.min(to, batch.valid()));
        if (nonZeros != null) {
            scatter(nonZeros, from, valid);
        } else if (batch.examples().areImages()) {
            look(from, valid);
        } else {
            copy(from, valid);
        }
        zero(valid, to);
    }

    private void zero(int from, int to) {
        Arrays.fill(x.data, x.offset + from * x.columns, x.offset + to * x.columns, 0);
    }

    private void scatter(NonZeros bytes, int from, int to) {
        zero(from, to);
        for (int start = from; start < to; start += TOGETHER) {
            int end = Math.min(start + TOGETHER, to);
            bytes.fetch(batch, batch.start() + start, batch.start() + end);
            for (int row = start; row < end; row++) {
                bytes.scatter(batch.example(row), x.data, x.offset + row * x.columns);
            }
        }
    }

    private void copy(int from, int to) {
        float[] numbers = batch.examples().numbers;
        for (int row = from; row < to; row++) {
            System.arraycopy(numbers, batch.example(row) * x.columns, x.data, x.offset + row * x.columns, x.columns);
        }
    }

    private void look(int from, int to) {
        byte[] images = batch.examples().images;
        int features = x.columns;
        for (int row = from; row < to; row++) {
            int source = batch.example(row) * features;
            int target = x.offset + row * features;
            for (int j = 0; j < features; j++) {
                x.data[target + j] = NonZeros.SCALED[images[source + j] & 0xFF];
            }
        }
    }
}
