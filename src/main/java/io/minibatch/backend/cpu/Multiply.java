package io.minibatch.backend.cpu;

/** {@code z ← x ⊙ y}. */
record Multiply(CpuMatrix x, CpuMatrix y, CpuMatrix z) implements Operation {
    @Override
    public int length() {
        return z.size();
    }

    @Override
    public long work() {
        return z.size() / 4;
    }

    @Override
    public void run(int from, int to) {
        for (int i = from; i < to; i++) {
            z.data[z.offset + i] = x.data[x.offset + i] * y.data[y.offset + i];
        }
    }
}
