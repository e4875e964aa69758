package io.minibatch.experiment;

/** An experiment that cannot be read or carried out; the message is one line for the user. */
public final class ExperimentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ExperimentException(String message) {
        super(message);
    }
}
