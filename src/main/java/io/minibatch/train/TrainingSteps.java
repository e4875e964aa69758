package io.minibatch.train;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.StepClock;

/** The steps of a run, an epoch after the other, wherever their gradients are computed. */
public interface TrainingSteps extends AutoCloseable {
    /** Returns the parameters that the steps change, and what the update rule keeps. */
    ParameterBlock parameters();

    /** Returns where the packed {@link io.minibatch.backend.Rates} of the next steps belong. */
    Matrix rates();

    StepClock clock();

    /**
     * Returns whether a backend runs each step as one fused operation, see {@link io.minibatch.backend.Backend#claim}.
     */
    boolean isFused();

    /**
     * Begins an epoch.
     *
     * @param epoch counted from 0
     */
    void startEpoch(long seed, int epoch);

    /**
     * Makes steps of the epoch, perhaps without waiting for the device.
     *
     * @param most at least 1
     * @return how many steps, from 1 to {@code most}, by {@link TrainingDevice#run}
     */
    int run(int most);

    @Override
    void close();
}
