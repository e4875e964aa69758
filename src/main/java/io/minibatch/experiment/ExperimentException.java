package io.minibatch.experiment;

import io.minibatch.io.MinibatchException;

/** Thrown if an experiment cannot be read or run; the message is one line for the user. */
public final class ExperimentException extends MinibatchException {
    private static final long serialVersionUID = 1;

    public ExperimentException(String message) {
        super(message);
    }
}
