package io.minibatch.tune;

import io.minibatch.io.MinibatchException;

/** Tuning was asked to stop; what was finished is kept. */
public final class StoppedException extends MinibatchException {
    private static final long serialVersionUID = 1;

    public StoppedException() {
        super("stopped as asked");
    }
}
