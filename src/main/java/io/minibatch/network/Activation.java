package io.minibatch.network;

import io.minibatch.backend.Elementwise;

/** What a layer does to its weighted input z. */
public enum Activation {
    /** {@code σ(z) = 1/(1 + e⁻ᶻ)}, the book's equation (3). */
    SIGMOID("sigmoid", Elementwise.SIGMOID);

    private final String label;
    private final Elementwise function;

    Activation(String label, Elementwise function) {
        this.label = label;
        this.function = function;
    }

    /** Returns the name on the command line and in model files. */
    public String label() {
        return label;
    }

    public Elementwise function() {
        return function;
    }
}
