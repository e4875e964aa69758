package io.minibatch.backend.cpu;

/**
 * {@code y ← y + alpha·x}.
 *
 * @param alpha {@code [1, 1]}, read when the operation runs
 */
record Axpy(CpuMatrix alpha, CpuMatrix x, CpuMatrix y) implements Operation {
    @Override
    public int length() {
        return y.size();
    }

    @Override
    public long work() {
        return y.size() / 4;
    }

    @Override
    public void run(int from, int to) {
        float factor = alpha.data[alpha.offset];
        for (int i = from; i < to; i++) {
            y.data[y.offset + i] += factor * x.data[x.offset + i];
        }
    }
}
