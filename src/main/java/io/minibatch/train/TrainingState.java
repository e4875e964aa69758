package io.minibatch.train;

import io.minibatch.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What training needs to go on from the end of an epoch as if it had never stopped. Random numbers need no state: they are
 * addressed by seed, epoch and step.
 */
public final class TrainingState {
    private final int epoch;
    private final Network network;
    private final float[] optimizerState;
    private final @Nullable Network best;
    private final Progress progress;

    /**
     * What was measured, and the clock.
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
     * @param optimizerState what the update rule keeps, empty for rules that keep nothing; copied
     * @param best the network with the best {@link Score} so far, null where none is kept
     */
    public TrainingState(
            int epoch, Network network, float[] optimizerState, @Nullable Network best, Progress progress) {
        this.epoch = epoch;
        this.network = network;
        this.optimizerState = optimizerState.clone();
        this.best = best;
        this.progress = progress;
    }

    /** Returns where a run starts. */
    public static TrainingState start(Network initial) {
        return new TrainingState(0, initial, new float[0], null, new Progress(List.of(), 0, 0));
    }

    /** Returns how many epochs were done. */
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

    /** Returns the best network so far, null where none is kept. */
    public @Nullable Network best() {
        return best;
    }

    public Progress progress() {
        return progress;
    }

    /** Whether a run ends in this state: its epochs are done, or the rule for stopping or the schedule ends it. */
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
                && progress.equals(state.progress);
    }

    @Override
    public int hashCode() {
        return 31 * epoch + network.hashCode();
    }
}
