package io.minibatch.cli;

import java.util.function.LongSupplier;

/** The time that is left of some work, by the time that its part since the first call took. */
final class Pace {
    private static final double SECOND = 1e9;

    /** Before both, the time of a warm-up would be taken for that of all steps. */
    private static final double LEAST_FRACTION = 0.01;

    private static final double LEAST_SECONDS = 10;

    private final LongSupplier nanoTime;
    private double first = Double.NaN;
    private long begun;

    Pace() {
        this(System::nanoTime);
    }

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the seconds that are left, NaN where too little was done since the first call.
     *
     * @param fraction of the work that is done
     */
    double secondsLeft(double fraction) {
        long now = nanoTime.getAsLong();
        if (Double.isNaN(first)) {
            first = fraction;
            begun = now;
        }
        double done = fraction - first;
        double seconds = (now - begun) / SECOND;
        boolean known = done >= LEAST_FRACTION || done > 0 && seconds >= LEAST_SECONDS;
        return known ? seconds * (1 - fraction) / done : Double.NaN;
    }
}
