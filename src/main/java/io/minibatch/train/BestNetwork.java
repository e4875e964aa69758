package io.minibatch.train;

import io.minibatch.network.Network;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The network with the best score of a run so far, for a run that keeps it. */
public final class BestNetwork {
    private final boolean wanted;
    private @Nullable Network network;
    private @Nullable Measurement measured;

    /**
     * Starts from a state. A checkpoint that has scores and no best network is of a run that kept the last: the best so
     * far is lost, and this one keeps the last as well.
     */
    public BestNetwork(Keep keep, TrainingState start) {
        History before = new History(start.progress().measurements());
        network = keep == Keep.BEST ? start.best() : null;
        wanted = keep == Keep.BEST && (network != null || before.scores().length == 0);
        measured = network == null ? null : before.best().orElse(null);
    }

    /**
     * Keeps the network where it has the best score so far.
     *
     * @param current copies the network from the device
     */
    public void add(Measurement measurement, Supplier<Network> current) {
        OptionalDouble score = measurement.score();
        if (wanted
                && score.isPresent()
                && (measured == null || score.getAsDouble() > measured.score().getAsDouble())) {
            network = current.get();
            measured = measurement;
        }
    }

    /** Returns the network, null if none is kept. */
    public @Nullable Network network() {
        return network;
    }

    /** Returns the network, or the last where none is kept. */
    public Network orElse(Supplier<Network> last) {
        return network == null ? last.get() : network;
    }

    /**
     * Returns the result of a run.
     *
     * @param last as the last step left it
     */
    public TrainingResult result(Network last, List<Measurement> measurements, StopReason reason) {
        Measurement newest = measurements.isEmpty() ? null : measurements.get(measurements.size() - 1);
        return new TrainingResult(
                orElse(() -> last), last, network == null ? newest : measured, new History(measurements), reason);
    }
}
