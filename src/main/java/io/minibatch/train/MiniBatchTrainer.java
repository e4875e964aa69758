package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import java.util.List;

/** Trains by mini-batches on one device. */
public final class MiniBatchTrainer extends StepTrainer {
    public MiniBatchTrainer(Backend backend, TrainingOptions options, List<TrainingListener> listeners) {
        super(backend, options, listeners);
    }

    /** Creates a trainer on a device shared with other trainings. */
    public MiniBatchTrainer(TrainingDevice shared, TrainingOptions options, List<TrainingListener> listeners) {
        super(shared, options, listeners);
    }

    @Override
    protected void requireFit(TrainingState start, Dataset training) {
        Augmentation augmentation = options().augmentation();
        if (augmentation != null && augmentation.rows() * augmentation.columns() != training.features()) {
            throw new IllegalArgumentException("the augmentation is for images of " + augmentation.rows() + "×"
                    + augmentation.columns() + " pixels, but " + training.name() + " has " + training.features());
        }
    }

    @Override
    protected TrainingSteps steps(TrainingSession session) {
        return new MiniBatchSteps(session.device(), options(), session.network(), session.training());
    }
}
