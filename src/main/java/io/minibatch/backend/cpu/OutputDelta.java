package io.minibatch.backend.cpu;

import io.minibatch.backend.Targets;
import java.util.Arrays;

/** {@code δ ← w·(a − y)/m} by rows, zero in rows that are not valid. */
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
        CpuExamples examples = batch.examples();
        int columns = delta.columns;
        int valid = Math.max(from, Math.min(to, batch.valid()));
        float scale = batch.valid() == 0 ? 0 : 1f / batch.valid();
        for (int row = from; row < valid; row++) {
            int example = batch.example(row);
            float factor = scale * examples.weight(example);
            boolean finite = examples.areLabelled()
                    ? subtractTargets(row, examples.label(example), factor)
                    : subtract(row, examples.values, example * columns, factor);
            if (!finite) {
                batch.clock().metNonFinite();
            }
        }
        Arrays.fill(delta.data, delta.offset + valid * columns, delta.offset + to * columns, 0);
    }

    /** Computes a row, and returns whether its activations are finite. */
    private boolean subtractTargets(int row, int label, float factor) {
        int columns = delta.columns;
        float on = targets.on();
        float off = targets.off();
        int aStart = activations.offset + row * columns;
        int dStart = delta.offset + row * columns;
        boolean finite = true;
        for (int j = 0; j < columns; j++) {
            float value = activations.data[aStart + j];
            finite &= Float.isFinite(value);
            delta.data[dStart + j] = (value - (j == label ? on : off)) * factor;
        }
        return finite;
    }

    /** As {@link #subtractTargets}, for desired values that begin at {@code start}. */
    private boolean subtract(int row, float[] desired, int start, float factor) {
        int columns = delta.columns;
        int aStart = activations.offset + row * columns;
        int dStart = delta.offset + row * columns;
        boolean finite = true;
        for (int j = 0; j < columns; j++) {
            float value = activations.data[aStart + j];
            finite &= Float.isFinite(value);
            delta.data[dStart + j] = (value - desired[start + j]) * factor;
        }
        return finite;
    }
}
