package io.minibatch.distributed;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A cluster that cannot be reached, or that failed. The message is one line for the user. */
public final class ClusterException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    public ClusterException(String message) {
        super(message);
    }
}
