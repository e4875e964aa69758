package io.minibatch.backend.contract;

import io.minibatch.network.Activation;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forward pass of one row in double precision. */
final class ReferenceLayers {
    private ReferenceLayers() {}

    /** Returns what each layer computes for a row, the logits of the output layer, and its activations. */
    static List<double[]> of(Network network, double[] row) {
        List<double[]> computed = new ArrayList<>();
        List<Layer> layers = network.architecture().layers();
        float[] parameters = network.parameters();
        double[] a = row;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            double[] z = new double[layer.outputs()];
            for (int j = 0; j < z.length; j++) {
                z[j] = parameters[network.architecture().biasesOffset(l) + j];
                for (int k = 0; k < a.length; k++) {
                    z[j] += a[k] * parameters[network.architecture().weightsOffset(l) + k * z.length + j];
                }
            }
            boolean last = l == layers.size() - 1;
            a = last ? output(network, z) : apply(layer.activation(), z);
            computed.add(last ? z : a);
        }
        computed.add(a);
        return computed;
    }

    /** Returns the output layer's activations for its logits. */
    static double[] output(Network network, double[] z) {
        Activation activation = network.architecture().outputLayer().activation();
        return activation == Activation.SOFTMAX ? Reference.softmax(z) : apply(activation, z);
    }

    private static double[] apply(Activation activation, double[] z) {
        return Arrays.stream(z)
                .map(each -> Reference.apply(activation.function(), each))
                .toArray();
    }
}
