package io.minibatch.train;

import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state from which training resumes at the end of an epoch, bit-for-bit. Random numbers need no state: they are
 * addressed by seed, epoch and step.
 */
public final class TrainingState {
    private final int epoch;
    private final Network network;
    private final float[] optimizerState;
    private final @Nullable Network best;
    private final @Nullable Average average;
    private final Progress progress;

    /**
     * The measurements so far, and the clock.
     *
     * @param seenAtMeasurement training examples seen at the last measurement
     * @param seconds training time so far
     */
    public record Progress(List<Measurement> measurements, long seenAtMeasurement, double seconds) {
        public Progress {
            measurements = List.copyOf(measurements);
        }
    }

    /**
     * Creates a state.
     *
     * @param epoch epochs done
     * @param network after the last step
     * @param optimizerState state of the update rule, empty for rules without state; copied
     * @param best the network with the best {@link Score} so far, null if none is kept
     * @param average null without averaging
     */
    public TrainingState(
            int epoch,
            Network network,
            float[] optimizerState,
            @Nullable Network best,
            @Nullable Average average,
            Progress progress) {
        this.epoch = epoch;
        this.network = network;
        this.optimizerState = optimizerState.clone();
        this.best = best;
        this.average = average;
        this.progress = progress;
    }

    /** Creates a state without averaging. */
    public TrainingState(
            int epoch, Network network, float[] optimizerState, @Nullable Network best, Progress progress) {
        this(epoch, network, optimizerState, best, null, progress);
    }

    /** Returns the initial state of a run. */
    public static TrainingState start(Network initial) {
        return new TrainingState(0, initial, new float[0], null, new Progress(List.of(), 0, 0));
    }

    /** Returns the number of epochs done. */
    public int epoch() {
        return epoch;
    }

    public Network network() {
        return network;
    }

    /** Returns a copy. */
    public float[] optimizerState() {
        return optimizerState.clone();
    }

    /** Returns the best network so far, null if none is kept. */
    public @Nullable Network best() {
        return best;
    }

    /** Returns the mean of the weights, null without averaging. */
    public @Nullable Average average() {
        return average;
    }

    /**
     * Refuses to continue the average of another averaging, or one of other epochs than an uninterrupted run averages.
     *
     * @param epochs of the run that is resumed
     * @throws CheckpointException that names both
     */
    public void requireAverage(Averaging averaging, int epochs) {
        Averaging before = average == null ? Averaging.NONE : average.averaging();
        if (epoch == 0) {
            return;
        }
        if (!before.equals(averaging)) {
            throw new CheckpointException("the checkpoint is of a run with another averaging of weights: "
                    + before.text() + ", not " + averaging.text());
        }
        if (averaging instanceof Averaging.Stochastic last && average != null) {
            int wanted = last.averaged(epoch, epochs);
            if (wanted > 0 && wanted != average.count()) {
                throw new CheckpointException("the epochs that " + averaging.text()
                        + " averages depend on the number of epochs: of the " + epoch
                        + " done, the checkpoint averages "
                        + average.count() + ", but a run of " + epochs + " epochs averages " + wanted);
            }
        }
    }

    public Progress progress() {
        return progress;
    }

    /**
     * Returns whether a run ends in this state: its epochs are done, or the rule for stopping or the schedule ends it.
     */
    public boolean isEndOf(Hyperparameters hyperparameters) {
        double[] scores = new History(progress.measurements()).scores();
        return epoch >= hyperparameters.epochs() || (epoch > 0 && hyperparameters.isOver(scores));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainingState state
                && epoch == state.epoch
                && network.equals(state.network)
                && Arrays.equals(optimizerState, state.optimizerState)
                && Objects.equals(best, state.best)
                && Objects.equals(average, state.average)
                && progress.equals(state.progress);
    }

    @Override
    public int hashCode() {
        return 31 * epoch + network.hashCode();
    }
}
