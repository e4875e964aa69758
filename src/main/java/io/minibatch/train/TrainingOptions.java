package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepPlan;
import io.minibatch.network.Architecture;
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

    /**
     * Returns the plan of a run's steps.
     *
     * @param examples of the training data
     */
    public StepPlan plan(Architecture architecture, int examples) {
        Regularization regularization = hyperparameters.regularization();
        return architecture
                .plan(
                        Math.min(hyperparameters.batchSize(), examples),
                        regularization.dropout(),
                        regularization.labelSmoothing())
                .with(augmentation)
                .with(new StepPlan.Update(
                        hyperparameters.updateRule().descent(),
                        regularization.penalty().l1() > 0,
                        (float) regularization.maxNorm()));
    }

    /** Returns the rates of an epoch, counted from 0, in which the learning rate is eta. */
    Rates rates(double eta, int epoch, int examples) {
        return hyperparameters
                .updateRule()
                .rates(eta, epoch, hyperparameters.regularization().penalty(), examples);
    }
}
