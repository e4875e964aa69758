package io.minibatch.backend;

/**
 * Functions that a device applies to each element. Back-propagation needs f'; it is written in terms of the value f(z),
 * which spares keeping z, for all of them but {@link #GELU}.
 */
public enum Elementwise {
    /** {@code f(z) = z}, {@code f' = 1}. */
    IDENTITY,
    /** {@code f(z) = 1/(1 + e⁻ᶻ)}, {@code f' = f·(1 − f)}. */
    SIGMOID,
    /** {@code f(z) = tanh z}, {@code f' = 1 − f²}. */
    TANH,
    /** {@code f(z) = max(0, z)}, {@code f' = 1} where f is positive, else 0. */
    RELU,
    /** {@code f(z) = z} where z is positive, else {@value #LEAK}·z; {@code f' = 1} or {@value #LEAK}. Maas et al. 2013. */
    LEAKY_RELU,
    /**
     * {@code f(z) = ½·z·(1 + tanh u)}, {@code u = √(2/π)·(z + 0.044715·z³)}, Hendrycks and Gimpel 2016, section 2;
     * {@code f' = ½·(1 + tanh u) + ½·z·(1 − tanh² u)·√(2/π)·(1 + 3·0.044715·z²)}, a function of z.
     */
    GELU;

    /** The slope of {@link #LEAKY_RELU} below zero. */
    public static final float LEAK = 0.01f;

    /** Whether f' is computed from z; from f(z) otherwise. */
    public boolean derivativeNeedsInput() {
        return this == GELU;
    }
}
