package io.minibatch.network;

import io.minibatch.backend.Loss;
import java.util.stream.Stream;

/** The cost that training minimizes, as a mean over the training examples. */
public enum Cost {
    /**
     * {@code C = ½·‖a − y‖²}, the book's equation (6) for one example; its output delta is {@code (a − y) ⊙ σ'(z)},
     * (30).
     */
    QUADRATIC("quadratic", Loss.QUADRATIC) {
        @Override
        boolean fits(Activation output) {
            return output != Activation.SOFTMAX;
        }
    },
    /**
     * {@code C = −Σ y·ln a + (1 − y)·ln(1 − a)}, the book's equation (63); with sigmoid outputs σ' cancels and its
     * output delta is {@code a − y}, (68). A network with softmax outputs takes it for {@link #LOG_LIKELIHOOD}, which
     * is what cross-entropy means there.
     */
    CROSS_ENTROPY("cross-entropy", Loss.CROSS_ENTROPY) {
        @Override
        boolean fits(Activation output) {
            return output == Activation.SIGMOID;
        }
    },
    /**
     * {@code C = −ln a_y}, the book's equation (80), for softmax outputs; their output delta is {@code a − y}, (81) and
     * (82).
     */
    LOG_LIKELIHOOD("log-likelihood", Loss.LOG_LIKELIHOOD) {
        @Override
        boolean fits(Activation output) {
            return output == Activation.SOFTMAX;
        }
    };

    private final String label;
    private final Loss loss;

    Cost(String label, Loss loss) {
        this.label = label;
        this.loss = loss;
    }

    /** Returns the name on the command line. */
    public String label() {
        return label;
    }

    public Loss loss() {
        return loss;
    }

    /** Returns this, and {@link #LOG_LIKELIHOOD} for the cross-entropy of softmax outputs. */
    Cost of(Activation output) {
        return this == CROSS_ENTROPY && output == Activation.SOFTMAX ? LOG_LIKELIHOOD : this;
    }

    /** Returns whether the cost is defined for such outputs. */
    abstract boolean fits(Activation output);

    /** Returns the cost that goes with an output layer where none is asked for. */
    public static Cost matching(Activation output) {
        return Stream.of(CROSS_ENTROPY, LOG_LIKELIHOOD, QUADRATIC)
                .filter(cost -> cost.fits(output))
                .findFirst()
                .orElseThrow();
    }
}
