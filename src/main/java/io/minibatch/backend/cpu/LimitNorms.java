package io.minibatch.backend.cpu;

/** {@code w ← w·min(1, limit/‖w‖)} for each column, the rows summed in order. */
record LimitNorms(float limit, CpuMatrix weights) implements Operation {
    @Override
    public int length() {
        return weights.columns;
    }

    @Override
    public long work() {
        return 2L * weights.size();
    }

    @Override
    public void run(int from, int to) {
        double[] factors = new double[to - from];
        for (int row = 0; row < weights.rows; row++) {
            int start = weights.offset + row * weights.columns;
            for (int j = from; j < to; j++) {
                double w = weights.data[start + j];
                factors[j - from] += w * w;
            }
        }
        for (int j = 0; j < factors.length; j++) {
            factors[j] = Math.min(1, limit / Math.sqrt(factors[j]));
        }
        for (int row = 0; row < weights.rows; row++) {
            int start = weights.offset + row * weights.columns;
            for (int j = from; j < to; j++) {
                weights.data[start + j] *= (float) factors[j - from];
            }
        }
    }
}
