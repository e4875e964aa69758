package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.network.DeviceNetwork;

/** What is added to the cost to keep the weights small; biases are never regularised. */
public sealed interface Regularizer {
    /** Returns r where the derivative of the penalty by a weight w is r·w. */
    double decayRate(int trainingSize);

    /** Returns what is added to the mean cost. */
    double penalty(Backend backend, DeviceNetwork network, int trainingSize);

    /** Nothing. */
    record None() implements Regularizer {
        @Override
        public double decayRate(int trainingSize) {
            return 0;
        }

        @Override
        public double penalty(Backend backend, DeviceNetwork network, int trainingSize) {
            return 0;
        }
    }

    /**
     * Weight decay: {@code λ/(2n)·Σ w²} over the n training examples, the book's equations (87) and (98).
     *
     * @param lambda not negative
     */
    record L2(double lambda) implements Regularizer {
        public L2 {
            if (!(lambda >= 0) || Double.isInfinite(lambda)) {
                throw new IllegalArgumentException("lambda must be a number from 0 up, not " + lambda);
            }
        }

        @Override
        public double decayRate(int trainingSize) {
            return lambda / trainingSize;
        }

        @Override
        public double penalty(Backend backend, DeviceNetwork network, int trainingSize) {
            return 0.5 * decayRate(trainingSize) * backend.dot(network.allWeights(), network.allWeights());
        }
    }
}
