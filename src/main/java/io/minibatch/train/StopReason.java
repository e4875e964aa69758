package io.minibatch.train;

/** Why training ended. */
public enum StopReason {
    /** All epochs were done. */
    COMPLETED,
    /** The evaluation accuracy did not improve any more, or the learning rate became too small. */
    EARLY,
    /** {@link Trainer#requestStop()} was called. */
    REQUESTED,
    /** A value was no longer finite, but a network was kept before. */
    DIVERGED
}
