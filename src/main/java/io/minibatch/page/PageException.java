package io.minibatch.page;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A request that cannot be answered: an HTTP status and one sentence for the caller. */
public final class PageException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status of HTTP, 400 to 599
     */
    PageException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }
}
