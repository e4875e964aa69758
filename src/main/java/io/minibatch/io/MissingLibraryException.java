package io.minibatch.io;

import java.io.Serial;

/** An optional library that is missing. The message is one line that names the Maven artifact to add. */
public final class MissingLibraryException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    MissingLibraryException(String message) {
        super(message);
    }
}
