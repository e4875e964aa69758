package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * The destination of the gradient of a layer's biases, {@code sums ← Σ rows of δ}, and, where a step is taken at once,
 * the step: {@code bias ← bias + rate·sums}.
 *
 * @param sums {@code [1, columns]}, overwritten
 * @param rate {@code [1, 1]}, −η, read from device memory when the operation runs; null for no step
 * @param bias {@code [1, columns]}, modified; null for no step
 */
public record BiasGradient(
        Matrix sums, @Nullable Matrix rate, @Nullable Matrix bias) {
    public BiasGradient {
        if ((rate == null) != (bias == null)) {
            throw new IllegalArgumentException("a step of the biases needs both rate and bias");
        }
    }

    /** Returns a gradient by which no step is taken. */
    public static BiasGradient of(Matrix sums) {
        return new BiasGradient(sums, null, null);
    }
}
