package io.minibatch.backend.cpu;

/** {@code Σ |xᵢ|}. */
final class SumOfMagnitudes extends BlockSum {
    private float[] x = new float[0];
    private int offset;

    double of(CpuExecution execution, CpuMatrix matrix) {
        x = matrix.data;
        offset = matrix.offset;
        return sum(execution, matrix.size());
    }

    @Override
    double sum(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs(x[offset + i]);
        }
        return sum;
    }
}
