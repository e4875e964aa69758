package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code δ ← δ ⊙ f' ⊙ mask/(1 − rate)} and {@code biasGradient ← Σ rows of δ}, by columns, so that the rows are summed in
 * order.
 */
record ActivationGradient(
        Elementwise function,
        CpuMatrix values,
        CpuMatrix delta,
        CpuMatrix biasGradient,
        @Nullable DropoutMask mask) implements Operation {
    @Override
    public int length() {
        return delta.columns;
    }

    @Override
    public long work() {
        return delta.size() * (mask == null ? 1L : 2L);
    }

    @Override
    public void run(int from, int to) {
        int columns = delta.columns;
        float[] sums = biasGradient.data;
        int sumStart = biasGradient.offset;
        Arrays.fill(sums, sumStart + from, sumStart + to, 0);
        for (int row = 0; row < delta.rows; row++) {
            int v = values.offset + row * columns;
            int d = delta.offset + row * columns;
            if (mask == null || function.derivativeNeedsInput()) {
                Functions.multiplyByDerivative(function, values.data, v, delta.data, d, from, to);
            } else {
                multiplyByDerivativeOfDropped(v, d, from, to, 1 / mask.scale());
            }
            if (mask != null) {
                mask.multiply(delta.data, d + from, row * columns + from, row * columns + to);
            }
            for (int j = from; j < to; j++) {
                sums[sumStart + j] += delta.data[d + j];
            }
        }
    }

    /** As without dropout, from values that were multiplied by 1/(1 − rate); where they were dropped, whatever. */
    private void multiplyByDerivativeOfDropped(int v, int d, int from, int to, float stay) {
        float[] a = values.data;
        float[] error = delta.data;
        switch (function) {
            case SIGMOID -> {
                for (int j = from; j < to; j++) {
                    float value = a[v + j] * stay;
                    error[d + j] *= value * (1 - value);
                }
            }
            case TANH -> {
                for (int j = from; j < to; j++) {
                    float value = a[v + j] * stay;
                    error[d + j] *= 1 - value * value;
                }
            }
            default -> Functions.multiplyByDerivative(function, a, v, error, d, from, to);
        }
    }
}
