package io.minibatch.network;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;

/** How weights start. Biases start Gaussian with mean 0 and standard deviation 1 under both. */
public enum Initializer {
    /** Gaussian with σ = 1/√inputs, so that a neuron does not start saturated (chapter 3, "Weight initialization"). */
    DEFAULT("default") {
        @Override
        double standardDeviation(Layer layer) {
            return 1 / Math.sqrt(layer.inputs());
        }
    },
    /** Gaussian with σ = 1, chapter 1's way, kept to compare with. */
    LARGE("large") {
        @Override
        double standardDeviation(Layer layer) {
            return 1;
        }
    };

    private final String label;

    Initializer(String label) {
        this.label = label;
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
            System.arraycopy(biases, 0, parameters, architecture.biasesOffset(l), biases.length);
        }
        return new Network(architecture, parameters);
    }
}
