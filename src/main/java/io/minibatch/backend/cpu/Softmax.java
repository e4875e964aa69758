package io.minibatch.backend.cpu;

/** {@code z ← softmax(z + 1·bias)}, by rows, the largest z taken off first so that nothing overflows. */
record Softmax(CpuMatrix bias, CpuMatrix z) implements Operation {
    /** Nanoseconds of an exponential. */
    private static final int EXPONENTIAL = 4;

    @Override
    public int length() {
        return z.rows;
    }

    @Override
    public long work() {
        return (long) z.size() * EXPONENTIAL;
    }

    @Override
    public void run(int from, int to) {
        float[] data = z.data;
        double[] e = Exponential.tile();
        for (int row = from; row < to; row++) {
            int start = z.offset + row * z.columns;
            float largest = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < z.columns; j++) {
                data[start + j] += bias.data[bias.offset + j];
                largest = Math.max(largest, data[start + j]);
            }
            double sum = 0;
            for (int tile = start; tile < start + z.columns; tile += Exponential.TILE) {
                int n = Math.min(Exponential.TILE, start + z.columns - tile);
                for (int j = 0; j < n; j++) {
                    e[j] = (double) data[tile + j] - largest;
                }
                Exponential.raise(e, n);
                for (int j = 0; j < n; j++) {
                    data[tile + j] = (float) e[j];
                    sum += e[j];
                }
            }
            for (int j = 0; j < z.columns; j++) {
                data[start + j] = (float) (data[start + j] / sum);
            }
        }
    }
}
