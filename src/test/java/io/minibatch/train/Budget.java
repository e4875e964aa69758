package io.minibatch.train;

/**
 * The time of a stage: it starts nothing once that is used up, so that what it measured is reported.
 *
 * @param end milliseconds since 1970
 */
record Budget(long end) {
    /** Of the time, what is left for closing and leaving. */
    private static final long MARGIN = 4_000;

    private static final long UNLIMITED_SECONDS = 86_400;

    /** Returns what {@code run.sh} gives by {@code MINIBATCH_STAGE_END}, in seconds since 1970; without it, a day. */
    static Budget ofStage() {
        String end = System.getenv("MINIBATCH_STAGE_END");
        return end == null ? ofSeconds(UNLIMITED_SECONDS) : new Budget(1000 * Long.parseLong(end) - MARGIN);
    }

    static Budget ofSeconds(double seconds) {
        return new Budget(System.currentTimeMillis() + Math.round(1000 * seconds));
    }

    double secondsLeft() {
        return 1e-3 * (end - System.currentTimeMillis());
    }

    boolean hasSeconds(double seconds) {
        return secondsLeft() >= seconds;
    }
}
