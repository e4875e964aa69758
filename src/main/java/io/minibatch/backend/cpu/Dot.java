package io.minibatch.backend.cpu;

/** {@code Σ xᵢ·yᵢ}. */
final class Dot extends BlockSum {
    private float[] x = new float[0];
    private float[] y = new float[0];
    private int xOffset;
    private int yOffset;

    double of(CpuExecution execution, CpuMatrix left, CpuMatrix right) {
        x = left.data;
        y = right.data;
        xOffset = left.offset;
        yOffset = right.offset;
        return sum(execution, left.size());
    }

    @Override
    double sum(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) x[xOffset + i] * y[yOffset + i];
        }
        return sum;
    }
}
