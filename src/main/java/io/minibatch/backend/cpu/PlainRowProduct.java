package io.minibatch.backend.cpu;

import java.util.Arrays;

/** In plain Java. */
record PlainRowProduct() implements RowProduct {
    private static final int COLUMNS = 16;

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void multiply(NonZeroRows x, int row, Rows w, float[] z, int at) {
        float[] b = w.data();
        int end = x.ends()[row];
        Arrays.fill(z, at, at + COLUMNS, 0);
        for (int e = x.start(row); e < end; e++) {
            float value = x.values()[e];
            int i = w.start() + x.positions()[e] * COLUMNS;
            for (int j = 0; j < COLUMNS; j++) {
                z[at + j] += value * b[i + j];
            }
        }
    }
}
