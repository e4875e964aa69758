package io.minibatch.backend;

/**
 * The objective of training: the loss of an output layer with its function and targets.
 *
 * @param function the output layer's function where it works on each element; {@link Loss#LOG_LIKELIHOOD} means softmax
 *     and does not look at it
 */
public record Objective(Loss loss, Elementwise function, Targets targets) {
    /** Returns whether the output layer's function is the softmax. */
    public boolean softmax() {
        return loss == Loss.LOG_LIKELIHOOD;
    }

    /**
     * Returns the function by whose derivative {@code a − y} is multiplied to give the output delta: the cross-entropy
     * cancels that of the sigmoid, the book's equation (68), and the log-likelihood that of the softmax, (81) and (82).
     */
    public Elementwise outputGradient() {
        return loss == Loss.QUADRATIC ? function : Elementwise.IDENTITY;
    }
}
