package io.minibatch.io;

import java.io.Serial;

/** A failure that a user can do something about. The message is one line that names the cause and the remedy. */
public abstract class MinibatchException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    protected MinibatchException(String message) {
        super(message);
    }
}
