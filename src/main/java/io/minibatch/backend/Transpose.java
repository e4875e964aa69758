package io.minibatch.backend;

/** The three orientations of a matrix product that training needs. */
public enum Transpose {
    /** A·B: the forward pass, {@code Z = X·W}. */
    NONE,
    /** Aᵀ·B: the gradient of the weights, {@code Xᵀ·δ}. */
    A,
    /** A·Bᵀ: the error one layer back, {@code δ·Wᵀ}. */
    B
}
