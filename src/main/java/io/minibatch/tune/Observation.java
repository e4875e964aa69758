package io.minibatch.tune;

/**
 * A point of a space and the outcome of its trial.
 *
 * @param loss the lower the better; of a running trial a guess, NaN where there is none, and of a failed trial NaN
 * @param seconds that a whole training takes there, NaN where not known
 */
public record Observation(double[] point, double loss, double seconds, State state) {
    /** How far a trial is. */
    public enum State {
        ENDED,
        RUNNING,
        /** Without an accuracy: it diverged, or its settings are not allowed. */
        FAILED
    }

    boolean ended() {
        return state == State.ENDED;
    }

    boolean running() {
        return state == State.RUNNING;
    }

    boolean failed() {
        return state == State.FAILED;
    }
}
