package io.minibatch.train;

import io.minibatch.network.Network;
import java.util.function.Supplier;

/**
 * Receives the events of a training, on the training thread. The time of its methods does not count as training time.
 */
public interface TrainingListener {
    /**
     * Called before {@link #started} in trainings by mini-batches.
     *
     * @param fused whether the backend runs each step as one fused operation, not as single operations
     */
    default void stepsRecorded(boolean fused) {}

    /**
     * Called before the first step.
     *
     * @param examples training examples of all epochs together
     */
    default void started(long examples) {}

    /**
     * Called many times an epoch.
     *
     * @param examples training examples seen so far in the run
     */
    default void progressed(long examples) {}

    /**
     * Called after each measurement.
     *
     * @param history up to this measurement, which is its last
     * @param network copies the network from the device when asked, only during the call
     */
    default void measured(History history, Supplier<Network> network) {}

    /**
     * Called at the end of each whole epoch, after its measurement.
     *
     * @param state copies the state from the device when asked, only during the call
     */
    default void epochEnded(int epoch, Supplier<TrainingState> state) {}

    /**
     * Returns whether the run should end now; asked after each of the calls above, and about every tenth of a second.
     */
    default boolean shouldStop() {
        return false;
    }

    /** Called once after training ended or was stopped, not after a failure. */
    default void finished(TrainingResult result) {}
}
