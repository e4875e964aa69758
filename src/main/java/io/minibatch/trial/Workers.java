package io.minibatch.trial;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Carries trials out. What comes of a trial does not depend on what is carried out beside it. */
public interface Workers extends AutoCloseable {
    /** Told how far it is; called from several threads. */
    interface Progress {
        /** Called when a trial begins, returns what is told the fraction of it that is done. */
        DoubleConsumer started(Trial trial);

        /** Called when a trial has its outcome. */
        void ended(Trial trial, Outcome outcome, boolean known);
    }

    /**
     * Carries out what was not carried out before.
     *
     * @param alone whether nothing may run beside a trial, which then has all cores
     * @return the outcomes in the order of the trials, or null where it was stopped
     * @throws TrialException where a trial's settings are wrong
     */
    @Nullable
    Map<Trial, Outcome> run(List<Trial> trials, boolean alone);

    /**
     * As {@link #run} for trials whose seconds are compared: several run at the same time only on cores of their own.
     */
    default @Nullable Map<Trial, Outcome> runTimed(List<Trial> trials) {
        return run(trials, false);
    }

    /** Returns how many of the trained networks were trained at the same time at most; 0 for none, and where that is unknown. */
    default int maxConcurrent() {
        return 0;
    }

    /** Ends what runs, soon. May be called from any thread. */
    void requestStop();

    /** Lets go of what they hold, if anything. */
    @Override
    default void close() {}
}
