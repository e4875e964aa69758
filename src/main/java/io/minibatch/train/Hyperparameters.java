package io.minibatch.train;

import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;

/**
 * The hyper-parameters of a training.
 *
 * @param epochs passes over the training data, at least 1
 * @param batchSize examples in a mini-batch, at least 1; the last mini-batch of an epoch may have fewer
 * @param clipNorm maximum L2 norm of the gradient of all parameters, before penalties, 0 for no limit
 */
public record Hyperparameters(
        int epochs,
        int batchSize,
        LearningRate learningRate,
        UpdateRule updateRule,
        double clipNorm,
        Regularization regularization,
        Stopping stopping) {
    /** More rows than any mini-batch needs. */
    private static final int MAX_BATCH = 1 << 20;

    public Hyperparameters {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs must be at least 1, not " + epochs);
        }
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException("batch must be 1 to " + MAX_BATCH + ", not " + batchSize);
        }
        if (!(clipNorm >= 0) || Double.isInfinite(clipNorm)) {
            throw new IllegalArgumentException("clip-norm must be a number from 0 up, not " + clipNorm);
        }
    }

    /** Creates hyper-parameters without a limit of the gradient. */
    public Hyperparameters(
            int epochs,
            int batchSize,
            LearningRate learningRate,
            UpdateRule updateRule,
            Regularization regularization,
            Stopping stopping) {
        this(epochs, batchSize, learningRate, updateRule, 0, regularization, stopping);
    }

    /** Returns those of the book: gradient descent with a constant learning rate and weight decay. */
    public static Hyperparameters sgd(int epochs, int batchSize, double eta, double lambda) {
        return new Hyperparameters(
                epochs,
                batchSize,
                LearningRate.constant(eta),
                new UpdateRule.Sgd(),
                Regularization.l2(lambda),
                new Stopping.Never());
    }

    /** Returns these with mini-batches of another size. */
    public Hyperparameters withBatchSize(int other) {
        return new Hyperparameters(epochs, other, learningRate, updateRule, clipNorm, regularization, stopping);
    }

    /** Returns these with another learning rate. */
    public Hyperparameters with(LearningRate other) {
        return new Hyperparameters(epochs, batchSize, other, updateRule, clipNorm, regularization, stopping);
    }

    /** Returns these with another update rule. */
    public Hyperparameters with(UpdateRule other) {
        return new Hyperparameters(epochs, batchSize, learningRate, other, clipNorm, regularization, stopping);
    }

    /** Returns these with another regularization. */
    public Hyperparameters with(Regularization other) {
        return new Hyperparameters(epochs, batchSize, learningRate, updateRule, clipNorm, other, stopping);
    }

    /** Returns these with another rule for stopping. */
    public Hyperparameters with(Stopping other) {
        return new Hyperparameters(epochs, batchSize, learningRate, updateRule, clipNorm, regularization, other);
    }

    /** Returns these with another limit of the gradient's norm. */
    public Hyperparameters withClipNorm(double other) {
        return new Hyperparameters(epochs, batchSize, learningRate, updateRule, other, regularization, stopping);
    }

    /**
     * Whether the rule for stopping or the schedule ends the training.
     *
     * @param scores on the evaluation data at the ends of the epochs so far
     */
    boolean isOver(double[] scores) {
        return stopping.isOver(scores) || learningRate.schedule().isOver(scores);
    }

    /** Returns whether a {@link Score} is needed at the end of each epoch. */
    boolean needsScore() {
        return stopping.needsScore() || learningRate.schedule().needsScore();
    }
}
