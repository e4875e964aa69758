package io.minibatch.network;

import java.io.Serializable;

/**
 * A fully connected layer: {@code a = f(x·W + b)} with W {@code [inputs, outputs]}.
 *
 * @param inputs values it takes, at least 1
 * @param outputs neurons, at least 1
 * @param activation f
 */
public record Layer(int inputs, int outputs, Activation activation) implements Serializable {
    public Layer {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a layer needs at least one input and one output, not " + inputs + " and " + outputs);
        }
    }

    /** Returns the sizes and the activation, as in {@code 784-30, sigmoid}. */
    @Override
    public String toString() {
        return inputs + "-" + outputs + ", " + activation.label();
    }
}
