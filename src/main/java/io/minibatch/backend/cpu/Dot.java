package io.minibatch.backend.cpu;

/**
 * {@code Σ xᵢ·yᵢ} in double precision: one sum for each block of fixed size, then the sum of the blocks in order.
 *
 * @param blocks one element for each block, overwritten
 */
record Dot(CpuMatrix x, CpuMatrix y, double[] blocks) implements Operation {
    private static final int BLOCK = 4096;

    Dot(CpuMatrix x, CpuMatrix y) {
        this(x, y, new double[(x.size() + BLOCK - 1) / BLOCK]);
    }

    @Override
    public int length() {
        return blocks.length;
    }

    @Override
    public long work() {
        return x.size();
    }

    @Override
    public void run(int from, int to) {
        for (int block = from; block < to; block++) {
            double sum = 0;
            int end = Math.min(x.size(), (block + 1) * BLOCK);
            for (int i = block * BLOCK; i < end; i++) {
                sum += (double) x.data[x.offset + i] * y.data[y.offset + i];
            }
            blocks[block] = sum;
        }
    }

    double sum() {
        double sum = 0;
        for (double block : blocks) {
            sum += block;
        }
        return sum;
    }
}
