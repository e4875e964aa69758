package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepPlan;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.Averaging;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run depends on besides the data and the network it starts from.
 *
 * @param seed decides the order of the examples, which neurons are dropped and how images are varied
 * @param augmentation varies the training images anew in each epoch, null for not
 * @param keep the network that is the result
 * @param averaging the mean of weights that is measured, kept and saved
 */
public record TrainingOptions(
        Hyperparameters hyperparameters,
        Monitoring monitoring,
        long seed,
        @Nullable Augmentation augmentation,
        Keep keep,
        Averaging averaging) {
    /** Creates options that keep the {@link Keep#standard} network. */
    public TrainingOptions(
            Hyperparameters hyperparameters, Monitoring monitoring, long seed, @Nullable Augmentation augmentation) {
        this(hyperparameters, monitoring, seed, augmentation, Keep.standard(), Averaging.NONE);
    }

    /** Creates options that leave the images as they are and keep the {@link Keep#standard} network. */
    public TrainingOptions(Hyperparameters hyperparameters, Monitoring monitoring, long seed) {
        this(hyperparameters, monitoring, seed, null);
    }

    /** Returns these with another network kept. */
    public TrainingOptions keeping(Keep other) {
        return new TrainingOptions(hyperparameters, monitoring, seed, augmentation, other, averaging);
    }

    /** Returns these with another averaging of weights. */
    public TrainingOptions with(Averaging other) {
        return new TrainingOptions(hyperparameters, monitoring, seed, augmentation, keep, other);
    }

    /** Returns these with other hyper-parameters. */
    public TrainingOptions with(Hyperparameters other) {
        return new TrainingOptions(other, monitoring, seed, augmentation, keep, averaging);
    }

    public TrainingOptions {
        if (hyperparameters.needsScore() && !monitoring.hasScorePerEpoch()) {
            throw new IllegalArgumentException("monitor must include evaluation-accuracy, or evaluation-r2 of a"
                    + " regression, once an epoch, for a rule that stops early or lowers the learning rate by it");
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
                        limit(regularization.maxNorm()),
                        limit(hyperparameters.clipNorm())));
    }

    /** A limit that float32 rounds to 0 would mean no limit. */
    private static float limit(double norm) {
        return norm > 0 ? Math.max((float) norm, Float.MIN_VALUE) : 0;
    }

    /** Returns the rates of an epoch, counted from 0, in which the learning rate is eta. */
    Rates rates(double eta, int epoch, int examples) {
        return rates(eta, epoch, 0, examples);
    }

    /** Returns the rates within an epoch after a share of its steps. */
    Rates rates(double eta, int epoch, double done, int examples) {
        Rates rates = hyperparameters
                .updateRule()
                .rates(eta, epoch, hyperparameters.regularization().penalty(), examples);
        double mu = rates.mu();
        double drop = hyperparameters.learningRate().schedule().momentumDrop(epoch, done);
        return rates.withMu(Math.max(Math.min(mu, 0), mu - drop));
    }
}
