package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.train.BestNetwork;
import io.minibatch.train.DeviceTrainer;
import io.minibatch.train.DivergedException;
import io.minibatch.train.History;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Keep;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.Regularization;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingSession;
import io.minibatch.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Trains networks on all training examples at once, by a {@link Minimizer}. An iteration counts as an epoch, and a stop
 * takes an iteration. Runs cannot be resumed.
 */
public final class BatchTrainer extends DeviceTrainer {
    private static final double NANOSECONDS = 1e-9;

    private final Minimizer minimizer;
    private final Options options;

    /**
     * The options of a training.
     *
     * @param iterations at least 1
     * @param lambda of L2
     * @param keep the network that is the result
     */
    public record Options(int iterations, double lambda, Set<Monitor> monitors, Keep keep) {
        public Options {
            monitors = Set.copyOf(monitors);
            if (iterations < 1) {
                throw new IllegalArgumentException("epochs must be at least 1, not " + iterations);
            }
        }

        /**
         * Returns what options for mini-batches say of all examples at once: epochs, L2, monitors and the network to
         * keep.
         */
        public static Options of(TrainingOptions options) {
            Hyperparameters hyperparameters = options.hyperparameters();
            return new Options(
                    hyperparameters.epochs(),
                    hyperparameters.regularization().penalty().l2(),
                    options.monitoring().monitors(),
                    options.keep());
        }
    }

    public BatchTrainer(Backend backend, Minimizer minimizer, Options options, List<TrainingListener> listeners) {
        super(backend, listeners);
        this.minimizer = minimizer;
        this.options = options;
    }

    @Override
    protected Regularization regularization() {
        return Regularization.l2(options.lambda());
    }

    @Override
    protected Set<Monitor> monitors() {
        return options.monitors();
    }

    @Override
    protected void requireFit(TrainingState start, Dataset training) {
        if (start.epoch() > 0) {
            throw new IllegalArgumentException(
                    "a run on all examples at once cannot be resumed, but the state is of epoch " + start.epoch());
        }
        minimizer.requireFit(training);
    }

    /** Trains until the iterations are done or nothing is gained any more. */
    @Override
    protected TrainingResult run(TrainingSession session, TrainingState start) {
        int examples = session.training().size();
        try (NetworkCost cost =
                new NetworkCost(session.backend(), session.network(), session.training(), options.lambda())) {
            Run run = new Run(session, start);
            listeners().forEach(listener -> listener.started((long) options.iterations() * examples));
            minimizer.minimize(cost, (iteration, value, gradientNorm) -> {
                if (!Double.isFinite(value) || !Double.isFinite(gradientNorm)) {
                    throw new DivergedException();
                }
                return run.measure(iteration);
            });
            return run.result();
        }
    }

    /** The measurements of one run; what it does itself is not counted as training time. */
    private final class Run {
        private final TrainingSession session;
        private final int examples;
        private final List<Measurement> measurements = new ArrayList<>();
        private final BestNetwork best;
        private double seconds;
        private long clockStart = System.nanoTime();
        private boolean stopped;

        Run(TrainingSession session, TrainingState start) {
            this.session = session;
            this.best = new BestNetwork(options.keep(), start);
            this.examples = session.training().size();
        }

        /** Returns whether the minimizer should continue. */
        boolean measure(int iteration) {
            if (iteration > 0) {
                session.backend().synchronize();
                double elapsed = (System.nanoTime() - clockStart) * NANOSECONDS;
                seconds += elapsed;
                Map<Monitor, Double> values = session.measurer().measure();
                if (!values.values().stream().allMatch(Double::isFinite)) {
                    throw new DivergedException(iteration);
                }
                Measurement measurement = new Measurement(iteration, values, 0, seconds, examples / elapsed);
                measurements.add(measurement);
                best.add(measurement, session.network()::download);
                History history = new History(measurements);
                listeners().forEach(listener -> {
                    listener.progressed((long) iteration * examples);
                    listener.measured(history, this::kept);
                });
            }
            clockStart = System.nanoTime();
            stopped = isStopWanted();
            return iteration < options.iterations() && !stopped;
        }

        TrainingResult result() {
            StopReason reason = measurements.size() == options.iterations()
                    ? StopReason.COMPLETED
                    : stopped ? StopReason.CANCELLED : StopReason.EARLY_STOPPING;
            return best.result(session.network().download(), measurements, reason);
        }

        private Network kept() {
            return best.orElse(session.network()::download);
        }
    }
}
