package io.minibatch.backend.cpu;

import io.minibatch.backend.Targets;

/** {@code δ ← (a − y)/m} by rows, zero in rows that are not valid. */
record OutputDelta(CpuBatch batch, Targets targets, CpuMatrix activations, CpuMatrix delta) implements Operation {
    @Override
    public int length() {
        return delta.rows;
    }

    @Override
    public long work() {
        return delta.size() / 2;
    }

    @Override
    public void run(int from, int to) {
        int columns = delta.columns;
        float on = targets.on();
        float off = targets.off();
        float scale = batch.valid() == 0 ? 0 : 1f / batch.valid();
        for (int row = from; row < to; row++) {
            int aStart = activations.offset + row * columns;
            int dStart = delta.offset + row * columns;
            boolean valid = row < batch.valid();
            int label = valid ? batch.label(row) : -1;
            boolean finite = true;
            for (int j = 0; j < columns; j++) {
                float value = activations.data[aStart + j];
                finite &= Float.isFinite(value);
                delta.data[dStart + j] = valid ? (value - (j == label ? on : off)) * scale : 0;
            }
            if (valid && !finite) {
                batch.clock().metNonFinite();
            }
        }
    }
}
