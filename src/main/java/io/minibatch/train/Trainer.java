package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Update;
import java.util.List;

/** Trains networks on a backend. */
public final class Trainer {
    private final Backend backend;
    private final TrainingOptions options;
    private final List<TrainingListener> listeners;
    private volatile boolean stopRequested;

    public Trainer(Backend backend, TrainingOptions options, List<TrainingListener> listeners) {
        this.backend = backend;
        this.options = options;
        this.listeners = List.copyOf(listeners);
    }

    /** Ends a run soon, within a fraction of an epoch, as if it had been that short. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains by mini-batches over a fresh order of the training data in every epoch.
     *
     * @param initial where it starts from; not modified
     * @param evaluation what the evaluation monitors measure
     * @throws IllegalArgumentException where the network does not fit the data
     * @throws DivergedException where a value is no longer finite
     */
    public TrainingResult train(Network initial, Dataset training, Dataset evaluation) {
        return train(TrainingState.start(initial), training, evaluation);
    }

    /**
     * Resumes a run with the same options, data and backend; the result is bit-for-bit that of an uninterrupted run.
     *
     * @throws IllegalArgumentException where the state does not fit the data
     * @throws CheckpointException where the state is of another update rule
     * @throws DivergedException where a value is no longer finite
     */
    public TrainingResult train(TrainingState start, Dataset training, Dataset evaluation) {
        Network initial = start.network();
        initial.architecture().requireFit(training.features(), training.classes(), training.name());
        initial.architecture().requireFit(evaluation.features(), evaluation.classes(), evaluation.name());
        Hyperparameters hyperparameters = options.hyperparameters();
        Augmentation augmentation = options.augmentation();
        if (augmentation != null && augmentation.rows() * augmentation.columns() != training.features()) {
            throw new IllegalArgumentException("the augmentation is for images of " + augmentation.rows() + "×"
                    + augmentation.columns() + " pixels, but " + training.name() + " has " + training.features());
        }
        Objective objective = initial.architecture()
                .objective(hyperparameters.regularization().labelSmoothing());
        int capacity = Math.min(hyperparameters.batchSize(), training.size());
        try (DeviceNetwork network = new DeviceNetwork(backend, initial);
                Examples trainingExamples = upload(backend, training);
                Examples evaluationExamples = upload(backend, evaluation);
                Batch batch = backend.allocateBatch(trainingExamples, capacity);
                Update update = Update.onDevice(
                        backend,
                        network,
                        batch,
                        hyperparameters.updateRule(),
                        hyperparameters.regularization().penalty());
                TrainingStep trainingStep = new TrainingStep(
                        backend, batch, network, update, hyperparameters.regularization(), augmentation);
                Step step = backend.record(trainingStep::run);
                Evaluator onTraining = new Evaluator(backend, network, trainingExamples, objective);
                Evaluator onEvaluation = new Evaluator(backend, network, evaluationExamples, objective)) {
            MonitorEvaluator measurer = new MonitorEvaluator(
                    options.monitoring().monitors(),
                    onTraining,
                    onEvaluation,
                    () -> hyperparameters.regularization().penalty().of(network, training.size()));
            restore(backend, update, start);
            TrainingLoop loop = new TrainingLoop(backend, options, network, listeners, measurer, start);
            TrainingResult result = loop.run(batch, update, step, () -> stopRequested);
            listeners.forEach(listener -> listener.finished(result));
            return result;
        }
    }

    /** Puts what the update rule kept where it was. */
    public static void restore(Backend backend, Update update, TrainingState start) {
        Matrix kept = update.state();
        float[] saved = start.optimizerState();
        if (start.epoch() > 0 && saved.length != (kept == null ? 0 : kept.size())) {
            throw new CheckpointException("the checkpoint is of a run with another optimizer: it has " + saved.length
                    + " numbers of its state, not " + (kept == null ? 0 : kept.size()));
        }
        if (start.epoch() > 0 && kept != null) {
            backend.upload(saved, kept);
        }
    }

    public static Examples upload(Backend backend, Dataset data) {
        return backend.upload(data.images(), data.labels(), data.features(), data.classes());
    }
}
