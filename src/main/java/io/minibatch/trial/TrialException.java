package io.minibatch.trial;

import io.minibatch.io.MinibatchException;

/** A trial that cannot be carried out; the message is one line for the user. */
public final class TrialException extends MinibatchException {
    private static final long serialVersionUID = 1;

    private final String reason;

    public TrialException(String message) {
        super(message);
        reason = message;
    }

    /** Creates the exception of a trial whose settings are wrong; the message names the trial by its label. */
    public TrialException(String label, String reason) {
        super(label + ": " + reason);
        this.reason = reason;
    }

    /** Returns the message without the trial's label. */
    public String reason() {
        return reason;
    }
}
