package io.minibatch.backend;

/** The cost of one example, from the logits z of the output layer and its desired outputs y, see {@link Targets}. */
public enum Loss {
    /** {@code ½·‖f(z) − y‖²}, f the output layer's function. */
    QUADRATIC,
    /**
     * Binary cross-entropy over the outputs, {@code −Σ y·ln a + (1−y)·ln(1−a)} with {@code a = σ(z)}, in its stable
     * form {@code Σ max(z,0) − z·y + ln(1 + e^−|z|)}. Only for sigmoid outputs.
     */
    CROSS_ENTROPY,
    /**
     * Log-likelihood, {@code −Σ y·ln a} with a the softmax of z and {@code Σ y = 1}, which desired values must satisfy,
     * in its stable form {@code max z + ln Σ e^(z − max z) − Σ y·z}. Only for softmax outputs.
     */
    LOG_LIKELIHOOD
}
