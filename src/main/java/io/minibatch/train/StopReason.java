package io.minibatch.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs were done. */
    COMPLETED,
    /** {@link Trainer#requestStop()} was called. */
    REQUESTED
}
