package io.minibatch.network;

import io.minibatch.backend.Elementwise;
import java.util.ArrayList;
import java.util.List;

/** Explains a network's answers, on the host and in double precision. Threads may share it. */
public final class Explainer {
    private final Architecture architecture;
    private final float[] parameters;

    public Explainer(Network network) {
        architecture = network.architecture();
        parameters = network.parameters();
    }

    /**
     * Explains the largest output.
     *
     * @param values {@code [inputs]} as the network takes them: pixels from 0 to 1, other numbers standardized
     * @throws IllegalArgumentException unless there are as many values as inputs
     */
    public Explanation explain(float[] values) {
        Passes passes = new Passes(values);
        double[] logits = passes.logits();
        int largest = 0;
        for (int j = 1; j < logits.length; j++) {
            largest = logits[j] > logits[largest] ? j : largest;
        }
        return passes.explain(largest);
    }

    /**
     * Explains an output.
     *
     * @param values as in {@link #explain(float[])}
     * @param output counted from 0
     * @throws IllegalArgumentException unless there are as many values as inputs, and such an output
     */
    public Explanation explain(float[] values, int output) {
        if (output < 0 || output >= architecture.outputs()) {
            throw new IllegalArgumentException(
                    "output " + output + ": the network has the outputs 0 to " + (architecture.outputs() - 1));
        }
        return new Passes(values).explain(output);
    }

    /** A forward pass over one example, and the backward passes from it. */
    private final class Passes {
        private final List<Layer> layers = architecture.layers();
        private final double[] input;
        private final List<double[]> weighted = new ArrayList<>();
        private final List<double[]> hidden = new ArrayList<>();

        Passes(float[] values) {
            if (values.length != architecture.inputs()) {
                throw new IllegalArgumentException(
                        "an example has " + values.length + " values: the network takes " + architecture.inputs());
            }
            input = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                input[i] = values[i];
            }
            double[] x = input;
            for (int l = 0; l < layers.size(); l++) {
                double[] z = weightedInput(l, x);
                weighted.add(z);
                if (l < layers.size() - 1) {
                    x = activations(layers.get(l).activation().function(), z);
                    hidden.add(x);
                }
            }
        }

        double[] logits() {
            return weighted.get(weighted.size() - 1);
        }

        Explanation explain(int output) {
            double[] delta = new double[architecture.outputs()];
            delta[output] = 1;
            for (int l = layers.size() - 1; l > 0; l--) {
                delta = backward(l, delta);
                Elementwise function = layers.get(l - 1).activation().function();
                double[] z = weighted.get(l - 1);
                for (int j = 0; j < delta.length; j++) {
                    delta[j] *= function.slope(z[j]);
                }
            }
            double[] gradient = backward(0, delta);
            double[] evidence = new double[gradient.length];
            for (int i = 0; i < evidence.length; i++) {
                evidence[i] = input[i] * gradient[i];
            }
            return new Explanation(output, logits(), hidden, gradient, evidence);
        }
    }

    private static double[] activations(Elementwise function, double[] z) {
        double[] activations = new double[z.length];
        for (int j = 0; j < z.length; j++) {
            activations[j] = function.value(z[j]);
        }
        return activations;
    }

    /** Returns {@code x·W + b}. */
    private double[] weightedInput(int layer, double[] x) {
        int outputs = architecture.layers().get(layer).outputs();
        int biases = architecture.biasesOffset(layer);
        double[] z = new double[outputs];
        for (int j = 0; j < outputs; j++) {
            z[j] = parameters[biases + j];
        }
        for (int i = 0; i < x.length; i++) {
            // Most pixels of a digit and many activations of ReLU are 0.
            if (x[i] != 0) {
                addRow(x[i], architecture.weightsOffset(layer) + i * outputs, z);
            }
        }
        return z;
    }

    private void addRow(double factor, int start, double[] z) {
        for (int j = 0; j < z.length; j++) {
            z[j] += factor * parameters[start + j];
        }
    }

    /** Returns {@code W·δ}. */
    private double[] backward(int layer, double[] delta) {
        double[] product = new double[architecture.layers().get(layer).inputs()];
        int start = architecture.weightsOffset(layer);
        for (int i = 0; i < product.length; i++) {
            product[i] = dot(start + i * delta.length, delta);
        }
        return product;
    }

    /** Four sums, because each addition waits for the one before it. */
    private double dot(int start, double[] delta) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < delta.length; j += 4) {
            a += parameters[start + j] * delta[j];
            b += parameters[start + j + 1] * delta[j + 1];
            c += parameters[start + j + 2] * delta[j + 2];
            d += parameters[start + j + 3] * delta[j + 3];
        }
        for (; j < delta.length; j++) {
            a += parameters[start + j] * delta[j];
        }
        return a + b + (c + d);
    }
}
