package io.minibatch.tune;

import java.util.List;

/** Proposes points. A proposal depends only on the seed, the trial's number and the observations. */
public interface Sampler {
    /**
     * Returns the point of a trial.
     *
     * @param trial counted from 0
     * @param observed of earlier trials, in their order
     */
    double[] propose(int trial, List<Observation> observed);

    /** Returns whether the seconds of the observations matter. */
    default boolean learnsFromSeconds() {
        return false;
    }

    /** Returns whether the observations do not matter. */
    default boolean isIndependent() {
        return false;
    }
}
