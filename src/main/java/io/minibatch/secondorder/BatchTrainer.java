package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Objective;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Evaluator;
import io.minibatch.train.History;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.MonitorEvaluator;
import io.minibatch.train.StopReason;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Trains networks on all training examples at once, by a {@link Minimizer}. An iteration counts as an epoch. */
public final class BatchTrainer {
    private static final double NANOSECONDS = 1e-9;

    private final Backend backend;
    private final Minimizer minimizer;
    private final Plan plan;
    private final List<TrainingListener> listeners;
    private volatile boolean stopRequested;

    /**
     * What is done.
     *
     * @param iterations at least 1
     * @param lambda of L2
     */
    public record Plan(int iterations, double lambda, Set<Monitor> monitors) {
        public Plan {
            monitors = Set.copyOf(monitors);
            if (iterations < 1) {
                throw new IllegalArgumentException("epochs must be at least 1, not " + iterations);
            }
        }

        /** Returns what options for mini-batches say of all images at once: epochs, L2 and monitors. */
        public static Plan of(TrainingOptions options) {
            Hyperparameters hyperparameters = options.hyperparameters();
            return new Plan(
                    hyperparameters.epochs(),
                    hyperparameters.regularization().penalty().l2(),
                    options.monitoring().monitors());
        }
    }

    public BatchTrainer(Backend backend, Minimizer minimizer, Plan plan, List<TrainingListener> listeners) {
        this.backend = backend;
        this.minimizer = minimizer;
        this.plan = plan;
        this.listeners = List.copyOf(listeners);
    }

    /** Ends a run after the iteration that is being done. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains until the iterations are done or nothing is gained any more.
     *
     * @param initial where it starts from; not modified
     * @param evaluation what the evaluation monitors measure
     * @throws IllegalArgumentException where the network does not fit the data or the minimiser
     * @throws DivergedException where the cost or its gradient is not finite
     */
    public TrainingResult train(Network initial, Dataset training, Dataset evaluation) {
        initial.architecture().requireFit(training.features(), training.classes(), training.name());
        initial.architecture().requireFit(evaluation.features(), evaluation.classes(), evaluation.name());
        Objective objective = initial.architecture().objective(0);
        try (DeviceNetwork network = new DeviceNetwork(backend, initial);
                Examples trainingExamples = upload(training);
                Examples evaluationExamples = upload(evaluation);
                NetworkCost cost = new NetworkCost(backend, network, trainingExamples, plan.lambda());
                Evaluator onTraining = new Evaluator(backend, network, trainingExamples, objective);
                Evaluator onEvaluation = new Evaluator(backend, network, evaluationExamples, objective)) {
            WeightPenalty penalty = WeightPenalty.l2(plan.lambda());
            MonitorEvaluator measurer = new MonitorEvaluator(
                    plan.monitors(), onTraining, onEvaluation, () -> penalty.of(network, training.size()));
            Run run = new Run(network, measurer, training.size());
            listeners.forEach(listener -> listener.started((long) plan.iterations() * training.size()));
            minimizer.minimize(cost, (iteration, value, gradientNorm) -> {
                if (!Double.isFinite(value) || !Double.isFinite(gradientNorm)) {
                    throw new DivergedException();
                }
                return run.measure(iteration);
            });
            TrainingResult result = run.result();
            listeners.forEach(listener -> listener.finished(result));
            return result;
        }
    }

    private Examples upload(Dataset data) {
        return backend.upload(data.images(), data.labels(), data.features(), data.classes());
    }

    /** The measurements of one run; what it does itself is not counted as training time. */
    private final class Run {
        private final DeviceNetwork network;
        private final MonitorEvaluator measurer;
        private final int examples;
        private final List<Measurement> measurements = new ArrayList<>();
        private double seconds;
        private long clockStart = System.nanoTime();

        Run(DeviceNetwork network, MonitorEvaluator measurer, int examples) {
            this.network = network;
            this.measurer = measurer;
            this.examples = examples;
        }

        /** Returns whether to go on. */
        boolean measure(int iteration) {
            if (iteration > 0) {
                backend.synchronize();
                double elapsed = (System.nanoTime() - clockStart) * NANOSECONDS;
                seconds += elapsed;
                Map<Monitor, Double> values = measurer.measure();
                if (!values.values().stream().allMatch(Double::isFinite)) {
                    throw new DivergedException(iteration);
                }
                measurements.add(new Measurement(iteration, values, 0, seconds, examples / elapsed));
                History history = new History(measurements);
                listeners.forEach(listener -> {
                    listener.progressed((long) iteration * examples);
                    listener.measured(history, network::download);
                });
            }
            clockStart = System.nanoTime();
            return iteration < plan.iterations() && !stopRequested;
        }

        TrainingResult result() {
            StopReason reason = measurements.size() == plan.iterations()
                    ? StopReason.COMPLETED
                    : stopRequested ? StopReason.REQUESTED : StopReason.EARLY;
            return new TrainingResult(network.download(), new History(measurements), reason);
        }
    }
}
