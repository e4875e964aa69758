package io.minibatch.data;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** Data that are missing or damaged. The message is one line that names the file or flag. */
public final class DataException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    public DataException(String message) {
        super(message);
    }
}
