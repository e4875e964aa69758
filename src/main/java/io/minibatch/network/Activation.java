package io.minibatch.network;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Targets;

/** What a layer does to its weighted input z. */
public enum Activation {
    /** {@code z}. */
    IDENTITY("identity", Elementwise.IDENTITY),
    /** {@code σ(z) = 1/(1 + e⁻ᶻ)}, the book's equation (3). */
    SIGMOID("sigmoid", Elementwise.SIGMOID),
    /** {@code tanh z}, the book's equation (109). As an output it is asked for 1 and −1. */
    TANH("tanh", Elementwise.TANH),
    /** {@code max(0, z)}, the book's equation (112). */
    RELU("relu", Elementwise.RELU),
    /** ReLU with the slope {@link Elementwise#LEAK} below zero. */
    LEAKY_RELU("leaky-relu", Elementwise.LEAKY_RELU),
    /** The tanh form of {@code z·Φ(z)}, at most 4.74·10⁻⁴ from it; see {@link Elementwise#GELU}. */
    GELU("gelu", Elementwise.GELU),
    /** {@code e^zⱼ / Σ e^zₖ}, the book's equation (78); for output layers only. */
    SOFTMAX("softmax", Elementwise.IDENTITY);

    private final String label;
    private final Elementwise function;

    Activation(String label, Elementwise function) {
        this.label = label;
        this.function = function;
    }

    /** Returns the name on the command line. */
    public String label() {
        return label;
    }

    /** Returns what is done to each element; softmax, which works on rows, has the identity. */
    public Elementwise function() {
        return function;
    }

    /** Returns what it is asked for as an output. */
    Targets targets() {
        return this == TANH ? new Targets(1, -1) : Targets.ONE_HOT;
    }
}
