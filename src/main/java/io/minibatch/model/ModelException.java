package io.minibatch.model;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A model file that cannot be read or written. The message is one line that names the file. */
public final class ModelException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(message);
    }
}
