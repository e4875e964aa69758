package io.minibatch.data.format;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A file is missing, damaged or not of the form it must have. The message is one line that starts with the file. */
public final class FormatException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    public FormatException(String message) {
        super(message);
    }
}
