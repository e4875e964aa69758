package io.minibatch.fuzz;

import java.io.Serial;

/** Stands for a refusal that a reader tells by a warning and not by an exception. */
final class Refused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}
