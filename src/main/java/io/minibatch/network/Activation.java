package io.minibatch.network;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Targets;

/** The activation function of a layer, applied to its weighted input z. */
public enum Activation {
    /** {@code z}. */
    IDENTITY("identity", Elementwise.IDENTITY, Initializer.DEFAULT, Rate.SMALL, OnnxFormula.of("Identity")),
    /** {@code σ(z) = 1/(1 + e⁻ᶻ)}, the book's equation (3). */
    SIGMOID("sigmoid", Elementwise.SIGMOID, Initializer.DEFAULT, Rate.LARGE, OnnxFormula.of("Sigmoid")),
    /** {@code tanh z}, the book's equation (109). As an output it is asked for 1 and −1. */
    TANH("tanh", Elementwise.TANH, Initializer.DEFAULT, Rate.MEDIUM, OnnxFormula.of("Tanh")) {
        @Override
        Targets targets() {
            return new Targets(1, -1);
        }
    },
    /** {@code max(0, z)}, the book's equation (112). */
    RELU("relu", Elementwise.RELU, Initializer.HE, Rate.SMALL, OnnxFormula.of("Relu")),
    /** ReLU with the slope {@link Elementwise#LEAK} below zero. */
    LEAKY_RELU(
            "leaky-relu",
            Elementwise.LEAKY_RELU,
            Initializer.HE,
            Rate.SMALL,
            OnnxFormula.of("LeakyRelu", "alpha", Elementwise.LEAK)),
    /** The tanh form of {@code z·Φ(z)}, at most 4.74·10⁻⁴ from it; see {@link Elementwise#GELU}. */
    GELU("gelu", Elementwise.GELU, Initializer.HE, Rate.SMALL, OnnxFormula.gelu()),
    /** {@code ln(1 + eᶻ)}, a smooth ReLU; see {@link Elementwise#SOFTPLUS}. */
    SOFTPLUS("softplus", Elementwise.SOFTPLUS, Initializer.HE, Rate.SMALL, OnnxFormula.of("Softplus")),
    /** {@code z} where z is positive, else {@code eᶻ − 1}; see {@link Elementwise#ELU}. */
    ELU("elu", Elementwise.ELU, Initializer.HE, Rate.SMALL, OnnxFormula.of("Elu")),
    /** {@code e^zⱼ / Σ e^zₖ}, the book's equation (78); for output layers only. */
    SOFTMAX("softmax", Elementwise.IDENTITY, Initializer.DEFAULT, Rate.LARGE, OnnxFormula.of("Softmax", "axis", -1));

    private final String label;
    private final Elementwise function;
    private final Initializer initializer;
    private final double learningRate;
    private final OnnxFormula onnx;

    /** Learning rates of plain descent, measured: {@code benchmarks/results/learning-rates.md}. */
    private static final class Rate {
        /** Of functions with slopes up to ¼. */
        static final double LARGE = 0.5;

        /** Of functions with slopes up to 1 that saturate. */
        static final double MEDIUM = 0.1;

        /** Of functions with slopes of about 1. */
        static final double SMALL = 0.05;
    }

    Activation(String label, Elementwise function, Initializer initializer, double learningRate, OnnxFormula onnx) {
        this.label = label;
        this.function = function;
        this.initializer = initializer;
        this.learningRate = learningRate;
        this.onnx = onnx;
    }

    /** Returns the name on the command line. */
    public String label() {
        return label;
    }

    /** Returns the element-wise function; the identity for softmax, which works on rows. */
    public Elementwise function() {
        return function;
    }

    /** Returns how the weights of a network with such hidden layers start where nothing else is asked for. */
    public Initializer initializer() {
        return initializer;
    }

    /** Returns the learning rate by which plain descent starts well in networks whose layers are of this kind. */
    public double learningRate() {
        return learningRate;
    }

    /** Returns the function as ONNX files have it. */
    public OnnxFormula onnx() {
        return onnx;
    }

    /** Returns what it is asked for as an output. */
    Targets targets() {
        return Targets.ONE_HOT;
    }
}
