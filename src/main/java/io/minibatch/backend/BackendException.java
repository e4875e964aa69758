package io.minibatch.backend;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A device that is missing, or that failed. The message is one line for the user. */
public final class BackendException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    public BackendException(String message) {
        super(message);
    }
}
