package io.minibatch.backend.cpu;

/** The sum of each row, its elements in order. */
record RowSums(CpuMatrix x, CpuMatrix sums) implements Operation {
    @Override
    public int length() {
        return x.rows;
    }

    @Override
    public long work() {
        return x.size();
    }

    @Override
    public void run(int from, int to) {
        for (int row = from; row < to; row++) {
            float sum = 0;
            int start = x.offset + row * x.columns;
            for (int j = 0; j < x.columns; j++) {
                sum += x.data[start + j];
            }
            sums.data[sums.offset + row] = sum;
        }
    }
}
