package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run depends on besides the data and the network it starts from.
 *
 * @param seed decides the order of the examples, which neurons are dropped and how images are varied
 * @param augmentation varies the training images anew in each epoch, null for not
 */
public record TrainingOptions(
        Hyperparameters hyperparameters,
        Monitoring monitoring,
        long seed,
        @Nullable Augmentation augmentation) {
    /** Creates options that leave the images as they are. */
    public TrainingOptions(Hyperparameters hyperparameters, Monitoring monitoring, long seed) {
        this(hyperparameters, monitoring, seed, null);
    }

    public TrainingOptions {
        boolean accuracyPerEpoch =
                monitoring.everyExamples() == 0 && monitoring.monitors().contains(Monitor.EVALUATION_ACCURACY);
        if (hyperparameters.needsAccuracy() && !accuracyPerEpoch) {
            throw new IllegalArgumentException(
                    "monitor must include evaluation-accuracy, once an epoch, for a rule that"
                            + " stops early or lowers the learning rate by it");
        }
    }
}
