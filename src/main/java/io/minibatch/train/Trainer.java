package io.minibatch.train;

import io.minibatch.data.Dataset;
import io.minibatch.network.Network;

/** A way to train networks. A trainer does one run at a time, and any number of runs. */
public interface Trainer {
    /**
     * Trains, or resumes a run with the same options and data; the result is bit-for-bit that of an uninterrupted run.
     *
     * @param evaluation data of the evaluation monitors
     * @throws IllegalArgumentException if the network does not fit the data, or the state does not fit the method
     * @throws CheckpointException if the state is of another update rule
     * @throws DivergedException if the training diverges (a NaN or infinite value)
     */
    TrainingResult train(TrainingState start, Dataset training, Dataset evaluation);

    /**
     * Trains from the beginning.
     *
     * @param initial not modified
     */
    default TrainingResult train(Network initial, Dataset training, Dataset evaluation) {
        return train(TrainingState.start(initial), training, evaluation);
    }

    /**
     * Stops the current run soon, as if it had been that short, or the next run if none is active. Later runs are
     * not affected. May be called from any thread; listeners may use {@link TrainingListener#shouldStop} instead.
     */
    void requestStop();
}
