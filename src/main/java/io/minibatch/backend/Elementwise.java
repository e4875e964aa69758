package io.minibatch.backend;

/** Functions that a device applies to each element, with the derivative written in terms of the function's value. */
public enum Elementwise {
    /** {@code f(z) = z}, {@code f' = 1}. */
    IDENTITY,
    /** {@code f(z) = 1/(1 + e⁻ᶻ)}, {@code f' = f·(1 − f)}. */
    SIGMOID
}
