package io.minibatch.model;

import io.minibatch.data.TargetScale;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;

/**
 * Networks with identity outputs between numbers that were scaled and those in their units: with each output's weights
 * and bias times its deviation, and its mean added to the bias, a network computes what its data were before. So a
 * model needs to know nothing of the scale.
 */
final class OutputUnits {
    private OutputUnits() {}

    /** Returns the network that computes numbers in their units, where one computes scaled numbers. */
    static Network inUnits(Network scaled, TargetScale scale) {
        return withLastLayer(scaled, (weight, k) -> weight * scale.deviation()[k], (bias, k) ->
                (float) ((double) bias * scale.deviation()[k] + scale.mean()[k]));
    }

    /** Returns the network that computes scaled numbers, where one computes them in their units. */
    static Network scaled(Network inUnits, TargetScale scale) {
        return withLastLayer(inUnits, (weight, k) -> weight / scale.deviation()[k], (bias, k) ->
                (float) (((double) bias - scale.mean()[k]) / scale.deviation()[k]));
    }

    /** Makes another parameter of one of an output. */
    private interface Change {
        float of(float parameter, int output);
    }

    private static Network withLastLayer(Network network, Change weight, Change bias) {
        Architecture architecture = network.architecture();
        if (architecture.outputLayer().activation() != Activation.IDENTITY) {
            throw new IllegalArgumentException("only identity outputs can be scaled");
        }
        int outputs = architecture.outputs();
        int last = architecture.layers().size() - 1;
        float[] parameters = network.parameters();
        int weights = architecture.weightsOffset(last);
        for (int i = weights; i < architecture.weightCount(); i++) {
            parameters[i] = weight.of(parameters[i], (i - weights) % outputs);
        }
        int biases = architecture.biasesOffset(last);
        for (int k = 0; k < outputs; k++) {
            parameters[biases + k] = bias.of(parameters[biases + k], k);
        }
        return new Network(architecture, parameters);
    }
}
