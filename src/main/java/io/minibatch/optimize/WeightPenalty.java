package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.network.DeviceNetwork;
import java.io.Serializable;

/**
 * A penalty added to the cost to keep the weights small: {@code l1/n·Σ|w| + l2/2n·Σw²} over the n training examples,
 * the book's equations (95) and (87); biases are never penalized. Its derivative is {@code l1/n·sgn(w) + l2/n·w} with
 * sgn(0) = 0, (96) and (88).
 *
 * @param l1 the λ of L1, not negative
 * @param l2 the λ of L2, not negative
 */
public record WeightPenalty(double l1, double l2) implements Serializable {
    /** The book's λ of L2. */
    public static final double BOOK_L2 = 5;

    /** The number of training examples that {@link #BOOK_L2} is meant for. */
    public static final int BOOK_SIZE = 50_000;

    /** Nothing. */
    public static final WeightPenalty NONE = new WeightPenalty(0, 0);

    public WeightPenalty {
        require("l1", l1);
        require("lambda", l2);
    }

    /** Returns weight decay, L2 alone. */
    public static WeightPenalty l2(double lambda) {
        return new WeightPenalty(0, lambda);
    }

    /**
     * Returns the default λ of L2, which keeps λ/n at the book's: {@code BOOK_L2·n/BOOK_SIZE}, and 0 for adaptive rules
     * (Loshchilov and Hutter 2019, section 2).
     *
     * @param trainingSize n, at least 1
     */
    public static double defaultL2(UpdateRule rule, int trainingSize) {
        return rule.isAdaptive() ? 0 : BOOK_L2 * trainingSize / BOOK_SIZE;
    }

    /**
     * Whether float32 rounds the decay of a step away: {@code 1 − shrink} is 1 for a shrink below 2⁻²⁵.
     *
     * @param shrink ηλ/n, or ηλ' of a decoupled decay, not negative
     */
    public static boolean roundsToZero(double shrink) {
        return shrink > 0 && (float) (1 - shrink) == 1;
    }

    /** Throws {@link IllegalArgumentException} unless a penalty is a number from 0 up. */
    static void require(String name, double lambda) {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException(name + " must be a number from 0 up, not " + lambda);
        }
    }

    /** Returns the penalty on the mean cost, summed in double precision on the device. */
    public double of(Backend backend, DeviceNetwork network, int trainingSize) {
        Matrix weights = network.all().view(0, 1, network.architecture().weightCount());
        double magnitudes = l1 == 0 ? 0 : backend.sumOfMagnitudes(weights);
        double squares = l2 == 0 ? 0 : backend.dot(weights, weights);
        return (l1 * magnitudes + 0.5 * l2 * squares) / trainingSize;
    }
}
