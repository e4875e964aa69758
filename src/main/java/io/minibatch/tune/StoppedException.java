package io.minibatch.tune;

/** Tuning was asked to stop; what was finished is kept. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoppedException() {
        super("stopped as asked");
    }
}
