package io.minibatch.backend.cpu;

/** {@code y ← x}. */
record Copy(CpuMatrix x, CpuMatrix y) implements Operation {
    @Override
    public int length() {
        return y.size();
    }

    @Override
    public long work() {
        return y.size() / 8;
    }

    @Override
    public void run(int from, int to) {
        System.arraycopy(x.data, x.offset + from, y.data, y.offset + from, to - from);
    }
}
