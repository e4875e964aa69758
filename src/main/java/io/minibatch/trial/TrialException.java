package io.minibatch.trial;

/** A trial that cannot be carried out; the message is one line for the user. */
public final class TrialException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrialException(String message) {
        super(message);
    }
}
