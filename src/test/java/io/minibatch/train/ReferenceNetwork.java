package io.minibatch.train;

import io.minibatch.backend.contract.Reference;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.util.Arrays;

/**
 * A network in double precision, one example at a time, written from the book's equations (BP1) to (BP4) and nothing of
 * the code under test. Parameters lie as {@link Architecture} says.
 */
final class ReferenceNetwork {
    private final Architecture architecture;
    private final double[] parameters;

    ReferenceNetwork(Network network) {
        architecture = network.architecture();
        float[] start = network.parameters();
        parameters = new double[start.length];
        Arrays.setAll(parameters, i -> start[i]);
    }

    double[] parameters() {
        return parameters;
    }

    /** Returns the mean cost of the examples plus λ/2n·Σw². */
    double cost(double[][] inputs, int[] labels, double decayRate) {
        double cost = 0;
        for (int e = 0; e < inputs.length; e++) {
            double[][] z = weightedInputs(inputs[e]);
            cost += Reference.cost(
                    architecture.cost().loss(),
                    architecture.outputLayer().activation().function(),
                    z[z.length - 1],
                    labels[e]);
        }
        double squares = 0;
        for (int i = 0; i < architecture.weightCount(); i++) {
            squares += parameters[i] * parameters[i];
        }
        return cost / inputs.length + 0.5 * decayRate * squares;
    }

    /** Returns the gradient of {@link #cost} by back-propagation. */
    double[] gradient(double[][] inputs, int[] labels, double decayRate) {
        double[] gradient = new double[parameters.length];
        for (int e = 0; e < inputs.length; e++) {
            addGradient(inputs[e], labels[e], gradient);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= inputs.length;
            if (i < architecture.weightCount()) {
                gradient[i] += decayRate * parameters[i];
            }
        }
        return gradient;
    }

    /** One step of gradient descent. */
    void step(double[][] inputs, int[] labels, double eta, double decayRate) {
        double[] gradient = gradient(inputs, labels, decayRate);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= eta * gradient[i];
        }
    }

    private double[][] weightedInputs(double[] input) {
        double[][] z = new double[architecture.layers().size()][];
        double[] x = input;
        for (int l = 0; l < z.length; l++) {
            Layer layer = architecture.layers().get(l);
            z[l] = new double[layer.outputs()];
            for (int j = 0; j < layer.outputs(); j++) {
                z[l][j] = parameters[architecture.biasesOffset(l) + j];
                for (int i = 0; i < layer.inputs(); i++) {
                    z[l][j] += x[i] * parameters[weight(l, i, j)];
                }
            }
            x = activations(l, z[l]);
        }
        return z;
    }

    private double[] activations(int l, double[] z) {
        return Arrays.stream(z)
                .map(value -> Reference.apply(
                        architecture.layers().get(l).activation().function(), value))
                .toArray();
    }

    private int weight(int l, int from, int to) {
        return architecture.weightsOffset(l)
                + from * architecture.layers().get(l).outputs()
                + to;
    }

    private void addGradient(double[] input, int label, double[] gradient) {
        double[][] z = weightedInputs(input);
        int last = z.length - 1;
        double[] delta = outputDelta(activations(last, z[last]), label);
        for (int l = last; l >= 0; l--) {
            double[] x = l == 0 ? input : activations(l - 1, z[l - 1]);
            double[] before = new double[x.length];
            for (int j = 0; j < delta.length; j++) {
                gradient[architecture.biasesOffset(l) + j] += delta[j];
                for (int i = 0; i < x.length; i++) {
                    gradient[weight(l, i, j)] += x[i] * delta[j];
                    before[i] += delta[j] * parameters[weight(l, i, j)];
                }
            }
            if (l > 0) {
                var function = architecture.layers().get(l - 1).activation().function();
                for (int i = 0; i < before.length; i++) {
                    before[i] *= Reference.derivative(function, x[i]);
                }
            }
            delta = before;
        }
    }

    private double[] outputDelta(double[] a, int label) {
        var function = architecture.outputLayer().activation().function();
        double[] delta = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            double difference = a[j] - (j == label ? 1 : 0);
            delta[j] = switch (architecture.cost()) {
                case QUADRATIC -> difference * Reference.derivative(function, a[j]);
                case CROSS_ENTROPY -> difference;
            };
        }
        return delta;
    }
}
