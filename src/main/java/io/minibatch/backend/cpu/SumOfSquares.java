package io.minibatch.backend.cpu;

/**
 * {@code Σ xᵢ²}. In each block four sums take the elements in turn, so that an addition need not wait for the one
 * before it.
 */
final class SumOfSquares extends BlockSum {
    private static final int SUMS = 4;

    private final CpuMatrix x;

    SumOfSquares(CpuMatrix x) {
        this.x = x;
        resize(x.size());
    }

    @Override
    double sum(int from, int to) {
        float[] data = x.data;
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = x.offset + from;
        int end = x.offset + to;
        for (; i <= end - SUMS; i += SUMS) {
            sum0 += square(data[i]);
            sum1 += square(data[i + 1]);
            sum2 += square(data[i + 2]);
            sum3 += square(data[i + 3]);
        }
        for (; i < end; i++) {
            sum0 += square(data[i]);
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    /** Exact in double precision. */
    private static double square(double value) {
        return value * value;
    }
}
