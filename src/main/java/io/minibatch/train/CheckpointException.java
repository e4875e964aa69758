package io.minibatch.train;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A checkpoint cannot be written, or not be gone on from. The message is one line that names the file and what to do. */
public final class CheckpointException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    CheckpointException(String message) {
        super(message);
    }
}
