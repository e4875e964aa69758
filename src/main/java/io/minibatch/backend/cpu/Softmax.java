package io.minibatch.backend.cpu;

/**
 * {@code z ← softmax(z + 1·bias)}, by rows, the largest z taken off first so that nothing overflows.
 *
 * @param vectors whether Java's Vector API may be used
 */
record Softmax(CpuMatrix bias, CpuMatrix z, boolean vectors) implements Operation {
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
        if (vectors) {
            runByVectors(from, to);
            return;
        }
        for (int row = from; row < to; row++) {
            int start = z.offset + row * z.columns;
            float largest = addBias(start);
            double sum = raise(start, largest);
            for (int j = start; j < start + z.columns; j++) {
                z.data[j] = (float) (z.data[j] / sum);
            }
        }
    }

    /** Takes the exponentials of all rows together, because a row is often shorter than a vector. */
    private void runByVectors(int from, int to) {
        float[] data = z.data;
        int first = z.offset + from * z.columns;
        int end = z.offset + to * z.columns;
        for (int start = first; start < end; start += z.columns) {
            float largest = addBias(start);
            for (int j = 0; j < z.columns; j++) {
                data[start + j] -= largest;
            }
        }
        VectorExponential.raise(data, first, end, 0);
        for (int start = first; start < end; start += z.columns) {
            double sum = 0;
            for (int j = 0; j < z.columns; j++) {
                sum += data[start + j];
            }
            float scale = (float) (1 / sum);
            for (int j = 0; j < z.columns; j++) {
                data[start + j] *= scale;
            }
        }
    }

    /** Adds the biases to a row and returns its largest element. */
    private float addBias(int start) {
        float[] data = z.data;
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < z.columns; j++) {
            data[start + j] += bias.data[bias.offset + j];
            largest = Math.max(largest, data[start + j]);
        }
        return largest;
    }

    /** {@code z ← e^(z − largest)} in a row; returns the sum, of powers in double precision. */
    private double raise(int start, float largest) {
        float[] data = z.data;
        double[] e = Exponential.tile();
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
        return sum;
    }
}
