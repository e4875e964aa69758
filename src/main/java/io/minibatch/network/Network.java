package io.minibatch.network;

import java.util.Arrays;
import java.util.Locale;

/** A network's shape and its parameters, on the host. Immutable. */
public final class Network {
    private final Architecture architecture;
    private final float[] parameters;

    /**
     * Creates a network.
     *
     * @param parameters all weights, then all biases, as {@link Architecture} lays them out; copied
     * @throws IllegalArgumentException if there are more or fewer than the architecture has, or one is not finite
     */
    public Network(Architecture architecture, float[] parameters) {
        if (parameters.length != architecture.parameterCount()) {
            throw new IllegalArgumentException("a network of sizes " + architecture.sizes() + " has "
                    + architecture.parameterCount() + " parameters, not " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
            }
        }
        this.architecture = architecture;
        this.parameters = parameters.clone();
    }

    public Architecture architecture() {
        return architecture;
    }

    /** Returns a copy of the whole block. */
    public float[] parameters() {
        return parameters.clone();
    }

    /** Returns the weight from input {@code from} to neuron {@code to} of a layer, each counted from 0. */
    public float weight(int layer, int from, int to) {
        int outputs = architecture.layers().get(layer).outputs();
        return parameters[architecture.weightsOffset(layer) + from * outputs + to];
    }

    public float bias(int layer, int neuron) {
        return parameters[architecture.biasesOffset(layer) + neuron];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && architecture.equals(network.architecture)
                && Arrays.equals(parameters, network.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * architecture.hashCode() + Arrays.hashCode(parameters);
    }

    /**
     * Returns the architecture and the number of parameters, as in
     * {@code 784-30-10, sigmoid, cross-entropy, 23,860 parameters}.
     */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %,d parameters", architecture, parameters.length);
    }
}
