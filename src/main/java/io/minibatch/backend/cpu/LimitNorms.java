package io.minibatch.backend.cpu;

import java.util.Arrays;

/** {@code w ← w·min(1, limit/‖w‖)} for each column, the rows summed in order. */
record LimitNorms(float limit, CpuMatrix weights) implements Operation {
    @Override
    public int length() {
        return weights.columns;
    }

    @Override
    public long work() {
        return weights.size();
    }

    @Override
    public void run(int from, int to) {
        for (int start = from; start < to; start += Exponential.TILE) {
            limit(start, Math.min(Exponential.TILE, to - start));
        }
    }

    private void limit(int first, int n) {
        double[] factors = Exponential.tile(); // an array of the thread, of any use
        Arrays.fill(factors, 0, n, 0);
        for (int row = 0; row < weights.rows; row++) {
            int start = weights.offset + row * weights.columns + first;
            for (int j = 0; j < n; j++) {
                double w = weights.data[start + j];
                factors[j] += w * w;
            }
        }
        for (int j = 0; j < n; j++) {
            factors[j] = Math.min(1, limit / Math.sqrt(factors[j]));
        }
        for (int row = 0; row < weights.rows; row++) {
            int start = weights.offset + row * weights.columns + first;
            for (int j = 0; j < n; j++) {
                weights.data[start + j] *= (float) factors[j];
            }
        }
    }
}
