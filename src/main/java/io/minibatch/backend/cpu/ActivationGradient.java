package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code δ ← δ ⊙ f' ⊙ mask/(1 − rate)} and {@code sums ← Σ rows of δ}, by columns, so that the rows are summed in
 * order; then {@code bias ← bias + rate·sums} where there is a rate.
 *
 * <p>A tile of columns at a time is taken to arrays that start where it does, as in {@link Descend}, and for the same
 * reason.
 *
 * @param vectors whether Java's Vector API may be used
 */
record ActivationGradient(
        Elementwise function,
        CpuMatrix values,
        CpuMatrix delta,
        Biases biases,
        @Nullable DropoutMask mask,
        boolean vectors)
        implements Operation {
    /** Columns taken together: as many as fit {@link VectorFunctions#multiplyByDerivative}. */
    private static final int TILE = VectorFunctions.TILE;

    /** {@link io.minibatch.backend.BiasGradient} on this backend. */
    record Biases(
            CpuMatrix sums,
            @Nullable CpuMatrix rate,
            @Nullable CpuMatrix bias) {}

    /** Columns that threads are given together, a cache line of each row. */
    private static final int TOGETHER = 16;

    /** One a thread, so that a step allocates nothing: values, errors and the sums of errors. */
    private static final ThreadLocal<float[][]> TILES = ThreadLocal.withInitial(() -> new float[3][TILE]);

    @Override
    public int length() {
        return (delta.columns + TOGETHER - 1) / TOGETHER;
    }

    @Override
    public long work() {
        return delta.size() * (mask == null ? 1L : 3L);
    }

    @Override
    public void run(int from, int to) {
        int end = Math.min(to * TOGETHER, delta.columns);
        for (int start = from * TOGETHER; start < end; start += TILE) {
            columns(start, Math.min(TILE, end - start));
        }
    }

    private void columns(int start, int n) {
        float[][] tiles = TILES.get();
        float[] a = tiles[0];
        float[] error = tiles[1];
        float[] sums = tiles[2];
        Arrays.fill(sums, 0, n, 0);
        for (int row = 0; row < delta.rows; row++) {
            int at = row * delta.columns + start;
            System.arraycopy(values.data, values.offset + at, a, 0, n);
            System.arraycopy(delta.data, delta.offset + at, error, 0, n);
            if (mask != null && !function.derivativeNeedsInput()) {
                scale(a, 1 / mask.scale(), n);
            }
            if (vectors) {
                VectorFunctions.multiplyByDerivative(function, a, error, n);
            } else {
                Functions.multiplyByDerivative(function, a, error, n);
            }
            if (mask != null) {
                mask.multiply(error, 0, at, at + n);
            }
            for (int i = 0; i < n; i++) {
                sums[i] += error[i];
            }
            System.arraycopy(error, 0, delta.data, delta.offset + at, n);
        }
        System.arraycopy(sums, 0, biases.sums.data, biases.sums.offset + start, n);
        if (biases.rate != null && biases.bias != null) {
            float factor = biases.rate.data[biases.rate.offset];
            for (int i = 0; i < n; i++) {
                biases.bias.data[biases.bias.offset + start + i] += factor * sums[i];
            }
        }
    }

    /** Back to what they were without dropout; of those that were dropped the error is 0 whatever they are. */
    private static void scale(float[] a, float stay, int n) {
        for (int i = 0; i < n; i++) {
            a[i] *= stay;
        }
    }
}
