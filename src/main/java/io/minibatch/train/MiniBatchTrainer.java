package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import java.util.List;
import java.util.Set;

/** Trains by mini-batches over a fresh order of the training data in every epoch. A stop takes a fraction of an epoch. */
public final class MiniBatchTrainer extends DeviceTrainer {
    private final TrainingOptions options;

    public MiniBatchTrainer(Backend backend, TrainingOptions options, List<TrainingListener> listeners) {
        super(backend, listeners);
        this.options = options;
    }

    @Override
    protected Regularization regularization() {
        return options.hyperparameters().regularization();
    }

    @Override
    protected Set<Monitor> monitors() {
        return options.monitoring().monitors();
    }

    @Override
    protected void requireFit(TrainingState start, Dataset training) {
        Augmentation augmentation = options.augmentation();
        if (augmentation != null && augmentation.rows() * augmentation.columns() != training.features()) {
            throw new IllegalArgumentException("the augmentation is for images of " + augmentation.rows() + "×"
                    + augmentation.columns() + " pixels, but " + training.name() + " has " + training.features());
        }
    }

    @Override
    protected TrainingResult run(TrainingSession session, TrainingState start) {
        try (MiniBatchSteps steps =
                new MiniBatchSteps(session.backend(), options, session.network(), session.training())) {
            return new TrainingLoop(session, options, listeners(), start).run(steps, this::isStopWanted);
        }
    }
}
