package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import java.util.Arrays;

/** {@code δ ← δ ⊙ f'} and {@code biasGradient ← Σ rows of δ}, by columns, so that the rows are summed in order. */
record ActivationGradient(Elementwise function, CpuMatrix activations, CpuMatrix delta, CpuMatrix biasGradient)
        implements Operation {
    @Override
    public int length() {
        return delta.columns;
    }

    @Override
    public long work() {
        return delta.size();
    }

    @Override
    public void run(int from, int to) {
        float[] a = activations.data;
        float[] d = delta.data;
        float[] sums = biasGradient.data;
        int sumStart = biasGradient.offset;
        Arrays.fill(sums, sumStart + from, sumStart + to, 0);
        for (int row = 0; row < delta.rows; row++) {
            int aStart = activations.offset + row * delta.columns;
            int dStart = delta.offset + row * delta.columns;
            if (function == Elementwise.SIGMOID) {
                for (int j = from; j < to; j++) {
                    float value = a[aStart + j];
                    d[dStart + j] *= value * (1 - value);
                }
            }
            for (int j = from; j < to; j++) {
                sums[sumStart + j] += d[dStart + j];
            }
        }
    }
}
