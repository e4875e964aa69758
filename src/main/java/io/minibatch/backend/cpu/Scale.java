package io.minibatch.backend.cpu;

import java.util.Arrays;

/**
 * {@code x ← alpha·x}.
 *
 * @param alpha {@code [1, 1]}, read when the operation runs
 */
record Scale(CpuMatrix alpha, CpuMatrix x) implements Operation {
    @Override
    public int length() {
        return x.size();
    }

    @Override
    public long work() {
        return x.size() / 4;
    }

    @Override
    public void run(int from, int to) {
        float factor = alpha.data[alpha.offset];
        if (factor == 0) {
            Arrays.fill(x.data, x.offset + from, x.offset + to, 0);
            return;
        }
        for (int i = x.offset + from; i < x.offset + to; i++) {
            x.data[i] *= factor;
        }
    }
}
