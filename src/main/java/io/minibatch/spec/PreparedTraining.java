package io.minibatch.spec;

import io.minibatch.backend.Backend;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.network.Network;
import io.minibatch.secondorder.BatchTrainer;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.train.Keep;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingDevice;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training that is ready to run.
 *
 * @param initial the network before its training
 * @param minimizer what works on all training images at once, null for mini-batches
 */
public record PreparedTraining(
        Split split,
        Network initial,
        TrainingOptions options,
        @Nullable Minimizer minimizer) {
    /** Returns this with other objects for the same data, so that several trainings share them. */
    public PreparedTraining on(Split same) {
        return new PreparedTraining(same, initial, options, minimizer);
    }

    /** Returns this as the choice of a backend measures it. */
    public Workload workload() {
        return Workload.of(initial, options, minimizer != null, split.training());
    }

    /** Returns a model of a network of this training, which knows how its images were varied. */
    public Model model(Network network) {
        return Model.of(network, split, options.augmentation());
    }

    /** Returns this with another network kept. */
    public PreparedTraining keeping(Keep keep) {
        return new PreparedTraining(split, initial, options.keeping(keep), minimizer);
    }

    /** Returns the trainer of its method, for its options. */
    public Trainer trainer(Backend backend, List<TrainingListener> listeners) {
        return minimizer == null
                ? new MiniBatchTrainer(backend, options, listeners)
                : new BatchTrainer(backend, minimizer, BatchTrainer.Options.of(options), listeners);
    }

    /**
     * Returns the trainer by mini-batches on a device that other trainings use too.
     *
     * @throws IllegalStateException if the training works on all examples at once
     */
    public Trainer trainer(TrainingDevice shared, List<TrainingListener> listeners) {
        if (minimizer != null) {
            throw new IllegalStateException("a training on all examples at once has its backend for itself");
        }
        return new MiniBatchTrainer(shared, options, listeners);
    }
}
