package io.minibatch.tune;

/**
 * A point of a space and the outcome of its trial.
 *
 * @param loss lower is better; of a running trial an estimate, or NaN for none; of a failed trial NaN
 * @param seconds that a whole training takes there, NaN if not known
 */
public record Observation(double[] point, double loss, double seconds, State state) {
    /** The state of a trial. */
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
