package io.minibatch.train;

import io.minibatch.network.DropoutRates;
import io.minibatch.optimize.WeightPenalty;
import java.io.Serializable;

/**
 * The regularization of a training.
 *
 * @param dropout of the inputs and the hidden layers
 * @param maxNorm the most that a neuron's weights may be long, 0 for no limit
 * @param labelSmoothing the ε of {@link io.minibatch.backend.Targets#smoothed}, from 0 to less than 1
 */
public record Regularization(WeightPenalty penalty, DropoutRates dropout, double maxNorm, double labelSmoothing)
        implements Serializable {
    /** Nothing. */
    public static final Regularization NONE = of(WeightPenalty.NONE);

    public Regularization {
        if (!(maxNorm >= 0) || Double.isInfinite(maxNorm)) {
            throw new IllegalArgumentException("max-norm must be a number from 0 up, not " + maxNorm);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label-smoothing must be from 0 to less than 1, not " + labelSmoothing);
        }
    }

    /** Returns a weight penalty alone. */
    public static Regularization of(WeightPenalty penalty) {
        return new Regularization(penalty, DropoutRates.NONE, 0, 0);
    }

    /** Returns weight decay alone. */
    public static Regularization l2(double lambda) {
        return of(WeightPenalty.l2(lambda));
    }
}
