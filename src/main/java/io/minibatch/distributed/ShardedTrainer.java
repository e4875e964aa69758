package io.minibatch.distributed;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.optimize.BlockDescent;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Evaluator;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MonitorEvaluator;
import io.minibatch.train.Regularization;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingLoop;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.util.List;

/**
 * Trains networks by synchronous data-parallel descent: in each step the parameters go out to the shards, the mean of their
 * gradients comes back, and one update is done here. With shards of equal size this is a step of the large mini-batch.
 */
public final class ShardedTrainer {
    private final Backend backend;
    private final TrainingOptions options;
    private final Gradients gradients;
    private final List<TrainingListener> listeners;
    private volatile boolean stopRequested;

    /**
     * Creates a trainer.
     *
     * @param backend of the updates and the measurements
     * @param gradients of the same options, by {@link ShardPlan}; the caller closes them
     */
    public ShardedTrainer(
            Backend backend, TrainingOptions options, Gradients gradients, List<TrainingListener> listeners) {
        this.backend = backend;
        this.options = options;
        this.gradients = gradients;
        this.listeners = List.copyOf(listeners);
    }

    /** Ends a run soon, within a fraction of an epoch, as if it had been that short. May be called from any thread. */
    public void requestStop() {
        stopRequested = true;
    }

    /**
     * Trains, or goes on from where another run with the same options, data and number of shards was.
     *
     * @param training what the shards hold, for the training monitors
     * @param evaluation what the evaluation monitors measure
     * @throws IllegalArgumentException where the network does not fit the data or the state not the options
     * @throws DivergedException where a value is no longer finite
     */
    public TrainingResult train(TrainingState start, Dataset training, Dataset evaluation) {
        Architecture architecture = start.network().architecture();
        architecture.requireFit(training.features(), training.classes(), training.name());
        architecture.requireFit(evaluation.features(), evaluation.classes(), evaluation.name());
        Hyperparameters hyperparameters = options.hyperparameters();
        Regularization regularization = hyperparameters.regularization();
        Objective objective = architecture.objective(regularization.labelSmoothing());
        try (DeviceNetwork network = new DeviceNetwork(backend, start.network());
                Examples onTraining = Trainer.upload(backend, training);
                Examples onEvaluation = Trainer.upload(backend, evaluation);
                // Of one pixel each: it is only counted how many of them the steps have seen.
                Examples counted = backend.upload(new byte[training.size()], training.labels(), 1, training.classes());
                Batch batch = backend.allocateBatch(counted, Math.min(hyperparameters.batchSize(), training.size()));
                BlockDescent descent = new BlockDescent(
                        backend, network, batch, hyperparameters.updateRule(), regularization.penalty());
                Step step = new ShardedStep(network, batch, descent, start.epoch());
                Evaluator trainingEvaluator = new Evaluator(backend, network, onTraining, objective);
                Evaluator evaluationEvaluator = new Evaluator(backend, network, onEvaluation, objective)) {
            MonitorEvaluator measurer = new MonitorEvaluator(
                    options.monitoring().monitors(),
                    trainingEvaluator,
                    evaluationEvaluator,
                    () -> regularization.penalty().of(network, training.size()));
            Trainer.restore(backend, descent, start);
            TrainingLoop loop = new TrainingLoop(backend, options, network, listeners, measurer, start);
            TrainingResult result = loop.run(batch, descent, step, () -> stopRequested);
            listeners.forEach(listener -> listener.finished(result));
            return result;
        }
    }

    private final class ShardedStep implements Step {
        private final DeviceNetwork network;
        private final Batch batch;
        private final BlockDescent descent;
        private final Matrix pixels;
        private final float[] parameters;
        private long done;

        ShardedStep(DeviceNetwork network, Batch batch, BlockDescent descent, int firstEpoch) {
            this.network = network;
            this.batch = batch;
            this.descent = descent;
            this.pixels = backend.allocate(batch.capacity(), 1);
            this.parameters = new float[network.all().size()];
            this.done = (long) firstEpoch * batch.batchesPerEpoch();
        }

        @Override
        public void run(int times) {
            for (int i = 0; i < times; i++, done++) {
                int epoch = (int) (done / batch.batchesPerEpoch());
                int step = (int) (done % batch.batchesPerEpoch());
                backend.download(network.all(), parameters);
                backend.upload(gradients.at(parameters, epoch, step), descent.gradient());
                backend.gather(batch, pixels);
                descent.finish();
                limitNorms();
            }
        }

        private void limitNorms() {
            double limit = options.hyperparameters().regularization().maxNorm();
            int layers = network.architecture().layers().size();
            for (int l = 0; l < layers && limit > 0; l++) {
                backend.limitNorms((float) limit, network.weights(l));
            }
        }

        @Override
        public void close() {
            pixels.close();
        }
    }
}
