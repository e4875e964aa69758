package io.minibatch.trial;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Runs trials. The outcome of a trial does not depend on the trials that run beside it. */
public interface Workers extends AutoCloseable {
    /** Receives the progress of trials; called from several threads. */
    interface Progress {
        /** Called when a trial starts; returns a receiver of the fraction of the trial that is done. */
        DoubleConsumer started(Trial trial);

        /** Called when a trial has its outcome. */
        void ended(Trial trial, Outcome outcome, boolean known);
    }

    /**
     * Runs the trials that have no outcome yet.
     *
     * @param alone whether nothing may run beside a trial, which then has all cores
     * @return the outcomes in the order of the trials, or null if a stop was requested
     * @throws TrialException if a trial's settings are wrong
     */
    @Nullable
    Map<Trial, Outcome> run(List<Trial> trials, boolean alone);

    /**
     * As {@link #run} for trials whose seconds are compared: several run at the same time only on separate cores.
     */
    default @Nullable Map<Trial, Outcome> runTimed(List<Trial> trials) {
        return run(trials, false);
    }

    /** Returns the largest number of networks that trained at the same time; 0 for none, and if that is unknown. */
    default int maxConcurrent() {
        return 0;
    }

    /** Asks running trials to stop soon. May be called from any thread. */
    void requestStop();

    /** Releases resources, if any. */
    @Override
    default void close() {}
}
