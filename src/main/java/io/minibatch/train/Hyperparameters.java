package io.minibatch.train;

import io.minibatch.optimize.Regularizer;
import io.minibatch.optimize.UpdateRule;

/**
 * What decides how a network learns.
 *
 * @param epochs passes over the training data, at least 1
 * @param batchSize examples in a mini-batch, at least 1; the last mini-batch of an epoch may have fewer
 * @param eta the learning rate η, more than 0
 */
public record Hyperparameters(int epochs, int batchSize, double eta, UpdateRule updateRule, Regularizer regularizer) {
    /** More rows than any mini-batch needs, few enough that its memory can be counted in an int. */
    private static final int MAX_BATCH = 1 << 20;

    public Hyperparameters {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs must be at least 1, not " + epochs);
        }
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException("batch must be 1 to " + MAX_BATCH + ", not " + batchSize);
        }
        if (!(eta > 0) || Double.isInfinite(eta)) {
            throw new IllegalArgumentException("eta must be a number above 0, not " + eta);
        }
    }
}
