package io.minibatch.train;

import java.util.function.LongSupplier;

/**
 * Cuts steps into pieces of about a tenth of a second, so that a stop does not wait for all that is queued and progress
 * is what is done. The device is waited for after each piece, which is how the pace is known; the first piece is one
 * step, and each may be twice as long as the one before.
 */
final class Pace {
    /** Target seconds of a piece. */
    static final double SECONDS = 0.1;

    private static final double NANOSECONDS = 1e-9;

    private final Runnable wait;
    private final LongSupplier nanoseconds;
    private int piece = 1;
    private int done;
    private long begin;

    /**
     * Creates a pace that is not known yet.
     *
     * @param wait waits for the device
     */
    Pace(Runnable wait) {
        this(wait, System::nanoTime);
    }

    Pace(Runnable wait, LongSupplier nanoseconds) {
        this.wait = wait;
        this.nanoseconds = nanoseconds;
    }

    /** Begins a piece now; to be called after anything but steps. */
    void restart() {
        done = 0;
        begin = nanoseconds.getAsLong();
    }

    /** Returns how many of the wanted steps to run at once, at least 1. */
    int next(int wanted) {
        return Math.min(wanted, piece - done);
    }

    /** Tells that steps were given to the device, and waits for it at the end of a piece. */
    void ran(int steps) {
        done += steps;
        if (done >= piece) {
            wait.run();
            double seconds = (nanoseconds.getAsLong() - begin) * NANOSECONDS;
            double wanted = seconds > 0 ? Math.rint(done * SECONDS / seconds) : Integer.MAX_VALUE;
            piece = (int) Math.max(1, Math.min(wanted, Math.min(2.0 * piece, Integer.MAX_VALUE)));
            restart();
        }
    }
}
