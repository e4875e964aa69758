package io.minibatch.network;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;

/** Initial weights: Gaussian with mean 0 and a standard deviation σ. */
public enum Initializer {
    /**
     * σ = 1/√inputs, so that a neuron does not start saturated (chapter 3, "Weight initialization"); biases with σ = 1.
     */
    DEFAULT("default", 1) {
        @Override
        double standardDeviation(Layer layer) {
            return 1 / Math.sqrt(layer.inputs());
        }
    },
    /** σ = 1, biases too: chapter 1's way, kept to compare with. */
    LARGE("large", 1) {
        @Override
        double standardDeviation(Layer layer) {
            return 1;
        }
    },
    /** σ = √(2/(inputs + outputs)), for tanh (Glorot and Bengio 2010, equation 12); biases are 0. */
    GLOROT("glorot", 0) {
        @Override
        double standardDeviation(Layer layer) {
            return Math.sqrt(2.0 / (layer.inputs() + layer.outputs()));
        }
    },
    /** σ = √(2/inputs), for ReLU and its kin (He et al. 2015, equation 10); biases are 0. */
    HE("he", 0) {
        @Override
        double standardDeviation(Layer layer) {
            return Math.sqrt(2.0 / layer.inputs());
        }
    };

    private final String label;
    private final float biasDeviation;

    Initializer(String label, float biasDeviation) {
        this.label = label;
        this.biasDeviation = biasDeviation;
    }

    /** Returns the name on the command line. */
    public String label() {
        return label;
    }

    abstract double standardDeviation(Layer layer);

    /** Returns a new network; the same seed gives the same bits on every machine. */
    public Network initialize(Architecture architecture, long seed) {
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < architecture.layers().size(); l++) {
            Layer layer = architecture.layers().get(l);
            float[] weights = new float[layer.inputs() * layer.outputs()];
            new RandomStream(seed, Purpose.WEIGHTS, 0, l).gaussian(weights);
            float sigma = (float) standardDeviation(layer);
            int start = architecture.weightsOffset(l);
            for (int i = 0; i < weights.length; i++) {
                parameters[start + i] = sigma * weights[i];
            }
            float[] biases = new float[layer.outputs()];
            new RandomStream(seed, Purpose.BIASES, 0, l).gaussian(biases);
            start = architecture.biasesOffset(l);
            for (int j = 0; j < biases.length; j++) {
                parameters[start + j] = biasDeviation * biases[j];
            }
        }
        return new Network(architecture, parameters);
    }
}
