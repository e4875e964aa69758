package io.minibatch.train;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/**
 * Thrown if a checkpoint cannot be written or resumed from. The message is one line that names the file and the remedy.
 */
public final class CheckpointException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    CheckpointException(String message) {
        super(message);
    }
}
