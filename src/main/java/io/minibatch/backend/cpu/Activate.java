package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;

/** {@code z ← f(z + 1·bias)}, by rows. */
record Activate(Elementwise function, CpuMatrix bias, CpuMatrix z) implements Operation {
    /** What one exponential costs, in elementary steps. */
    private static final int EXPONENTIAL = 20;

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
        int columns = z.columns;
        for (int row = from; row < to; row++) {
            int start = z.offset + row * columns;
            for (int j = 0; j < columns; j++) {
                z.data[start + j] += bias.data[bias.offset + j];
            }
        }
        if (function == Elementwise.SIGMOID) {
            int end = z.offset + to * columns;
            for (int i = z.offset + from * columns; i < end; i++) {
                z.data[i] = sigmoid(z.data[i]);
            }
        }
    }

    /** Returns 1/(1 + e⁻ᶻ) in double precision; where e⁻ᶻ overflows the quotient is the limit, 0. */
    static float sigmoid(float z) {
        return (float) (1 / (1 + Math.exp(-z)));
    }
}
