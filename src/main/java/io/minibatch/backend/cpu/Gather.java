package io.minibatch.backend.cpu;

import java.util.Arrays;

/** Moves on to the next mini-batch: {@code x ← bytes/255}, by rows, zero in rows that are not valid. */
record Gather(CpuBatch batch, CpuMatrix x) implements Operation {
    /** The 256 quotients: a look-up is faster than a conversion and a division. */
    private static final float[] SCALED = new float[256];

    static {
        for (int i = 0; i < SCALED.length; i++) {
            SCALED[i] = i / 255f;
        }
    }

    @Override
    public int length() {
        return x.rows;
    }

    @Override
    public long work() {
        return x.size();
    }

    @Override
    public void begin() {
        batch.advance();
    }

    @Override
    public void run(int from, int to) {
        byte[] images = batch.examples().images;
        int features = x.columns;
        for (int row = from; row < to; row++) {
            int target = x.offset + row * features;
            if (row >= batch.valid()) {
                Arrays.fill(x.data, target, target + features, 0);
                continue;
            }
            int source = batch.example(row) * features;
            for (int j = 0; j < features; j++) {
                x.data[target + j] = SCALED[images[source + j] & 0xFF];
            }
        }
    }
}
