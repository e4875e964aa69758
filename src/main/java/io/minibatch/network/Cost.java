package io.minibatch.network;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;

/** What training minimises, as a mean over the training examples. */
public enum Cost {
    /**
     * {@code C = ½·‖a − y‖²}, the book's equation (6) for one example; its output delta is {@code (a − y) ⊙ σ'(z)}, (30).
     */
    QUADRATIC("quadratic", Loss.QUADRATIC) {
        @Override
        public Elementwise outputGradient(Activation output) {
            return output.function();
        }
    },
    /**
     * {@code C = −Σ y·ln a + (1 − y)·ln(1 − a)}, the book's equation (63); with sigmoid outputs σ' cancels and its output
     * delta is {@code a − y}, (68).
     */
    CROSS_ENTROPY("cross-entropy", Loss.CROSS_ENTROPY) {
        @Override
        public Elementwise outputGradient(Activation output) {
            return Elementwise.IDENTITY;
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

    /** Returns the function by whose derivative {@code a − y} is multiplied to give the output delta. */
    public abstract Elementwise outputGradient(Activation output);
}
