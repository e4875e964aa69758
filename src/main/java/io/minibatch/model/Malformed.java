package io.minibatch.model;

import java.io.IOException;
import java.io.Serial;

/** An error in the content of a model file; the message is one line without the file's name. */
final class Malformed extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message);
    }
}
