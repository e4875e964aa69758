package io.minibatch.tune;

import io.minibatch.io.MinibatchException;

/** Thrown if tuning was stopped; finished trials are kept. */
public final class StoppedException extends MinibatchException {
    private static final long serialVersionUID = 1;

    public StoppedException() {
        super("stopped on request");
    }
}
