package io.minibatch.train;

/** The reason why training ended. */
public enum StopReason {
    /** All epochs were trained. */
    COMPLETED("completed"),
    /** Early stopping: the validation score no longer improved, or the learning rate fell below its limit. */
    EARLY_STOPPING("early"),
    /**
     * {@link Trainer#requestStop()} was called, or a listener returned true from {@link TrainingListener#shouldStop}.
     */
    CANCELLED("requested"),
    /** The cost or a weight became NaN or infinite after a network had been kept. */
    DIVERGED("diverged");

    private final String recorded;

    StopReason(String recorded) {
        this.recorded = recorded;
    }

    /** Returns the word that stands for this reason in run.json and in the outcomes of trials. */
    public String recorded() {
        return recorded;
    }
}
