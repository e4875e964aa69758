package io.minibatch.backend.cpu;

/**
 * {@code x ← x·min(1, limit/‖x‖)}.
 *
 * @param squares of x, summed by the operation before this one
 */
record ClipNorm(float limit, CpuMatrix x, SumOfSquares squares) implements Operation {
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
        double norm = Math.sqrt(squares.total());
        if (norm <= limit) {
            return;
        }
        float factor = (float) (limit / norm);
        for (int i = x.offset + from; i < x.offset + to; i++) {
            x.data[i] *= factor;
        }
    }
}
