package io.minibatch.train;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Rates;
import io.minibatch.backend.contract.Reference;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.util.Arrays;

/**
 * A network in double precision, one example at a time, written from the book's equations (BP1) to (BP4) and nothing of
 * the code under test. Parameters lie as {@link Architecture} says.
 */
public final class ReferenceNetwork {
    private final Architecture architecture;
    private final double[] parameters;
    private final double[][] state;
    private Objective objective;
    private Dropped dropped = (row, layer, neuron) -> 1;
    private double clipNorm = Double.POSITIVE_INFINITY;

    /** By what an activation of one row of the mini-batch is multiplied; layer 0 are the inputs. */
    interface Dropped {
        double factor(int row, int layer, int neuron);
    }

    public ReferenceNetwork(Network network) {
        architecture = network.architecture();
        float[] start = network.parameters();
        parameters = new double[start.length];
        Arrays.setAll(parameters, i -> start[i]);
        state = new double[2][start.length];
        objective = architecture.objective(0);
    }

    /** Smooths the targets from now on. */
    public void smooth(double epsilon) {
        objective = architecture.objective(epsilon);
    }

    /** Multiplies activations by factors from now on, in the gradient and not in the cost. */
    public void drop(Dropped factors) {
        dropped = factors;
    }

    /** Limits the norm of the gradient from now on. */
    public void clip(double norm) {
        clipNorm = norm;
    }

    public double[] parameters() {
        return parameters;
    }

    /** Returns the mean cost of the examples plus λ/2n·Σw². */
    public double cost(double[][] inputs, int[] labels, double decayRate) {
        return cost(inputs, desired(labels), ones(labels.length), decayRate);
    }

    /** Returns the mean of the examples' costs, each times its weight, plus λ/2n·Σw². */
    public double cost(double[][] inputs, double[][] desired, double[] weights, double decayRate) {
        double cost = 0;
        for (int e = 0; e < inputs.length; e++) {
            double[][] z = weightedInputs(inputs[e], (row, layer, neuron) -> 1, e);
            cost += weights[e] * Reference.cost(objective, z[z.length - 1], desired[e]);
        }
        double squares = 0;
        for (int i = 0; i < architecture.weightCount(); i++) {
            squares += parameters[i] * parameters[i];
        }
        return cost / inputs.length + 0.5 * decayRate * squares;
    }

    private double[][] desired(int[] labels) {
        return Arrays.stream(labels)
                .mapToObj(label -> Reference.targets(objective.targets(), label, architecture.outputs()))
                .toArray(double[][]::new);
    }

    private static double[] ones(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns the gradient of {@link #cost} by back-propagation. */
    public double[] gradient(double[][] inputs, int[] labels, double decayRate) {
        return gradient(inputs, desired(labels), ones(labels.length), decayRate);
    }

    /** Returns the gradient of {@link #cost} by back-propagation. */
    public double[] gradient(double[][] inputs, double[][] desired, double[] weights, double decayRate) {
        double[] gradient = new double[parameters.length];
        for (int e = 0; e < inputs.length; e++) {
            addGradient(inputs[e], desired[e], weights[e], e, gradient);
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
    public void step(double[][] inputs, int[] labels, double eta, double decayRate) {
        step(inputs, desired(labels), ones(labels.length), eta, decayRate);
    }

    /** One step of gradient descent. */
    public void step(double[][] inputs, double[][] desired, double[] weights, double eta, double decayRate) {
        double[] gradient = gradient(inputs, desired, weights, decayRate);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= eta * gradient[i];
        }
    }

    /**
     * One step of a rule, and then the limit of the norms.
     *
     * @param rates the penalties are among them
     * @param t counted from 1
     * @param maxNorm 0 for none
     */
    public void step(double[][] inputs, int[] labels, Descent rule, Rates rates, int t, double maxNorm) {
        double[] gradient = gradient(inputs, labels, 0);
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        double clipped = norm > clipNorm ? clipNorm / norm : 1;
        Arrays.setAll(gradient, i -> clipped * gradient[i]);
        for (int i = 0; i < parameters.length; i++) {
            Reference.descend(rule, rates, parameters, state, i, i < architecture.weightCount(), gradient[i], t);
        }
        for (int l = 0; l < architecture.layers().size() && maxNorm > 0; l++) {
            limitNorms(l, maxNorm);
        }
    }

    private void limitNorms(int l, double maxNorm) {
        Layer layer = architecture.layers().get(l);
        for (int j = 0; j < layer.outputs(); j++) {
            double squares = 0;
            for (int i = 0; i < layer.inputs(); i++) {
                squares += parameters[weight(l, i, j)] * parameters[weight(l, i, j)];
            }
            for (int i = 0; i < layer.inputs(); i++) {
                parameters[weight(l, i, j)] *= Math.min(1, maxNorm / Math.sqrt(squares));
            }
        }
    }

    private double[][] weightedInputs(double[] input, Dropped factors, int row) {
        double[][] z = new double[architecture.layers().size()][];
        double[] x = multiplied(input, factors, row, 0);
        for (int l = 0; l < z.length; l++) {
            Layer layer = architecture.layers().get(l);
            z[l] = new double[layer.outputs()];
            for (int j = 0; j < layer.outputs(); j++) {
                z[l][j] = parameters[architecture.biasesOffset(l) + j];
                for (int i = 0; i < layer.inputs(); i++) {
                    z[l][j] += x[i] * parameters[weight(l, i, j)];
                }
            }
            x = multiplied(activations(l, z[l]), factors, row, l + 1);
        }
        return z;
    }

    private static double[] multiplied(double[] values, Dropped factors, int row, int layer) {
        double[] result = new double[values.length];
        Arrays.setAll(result, j -> values[j] * factors.factor(row, layer, j));
        return result;
    }

    private double[] activations(int l, double[] z) {
        Activation activation = architecture.layers().get(l).activation();
        return activation == Activation.SOFTMAX
                ? Reference.softmax(z)
                : Arrays.stream(z)
                        .map(value -> Reference.apply(activation.function(), value))
                        .toArray();
    }

    private int weight(int l, int from, int to) {
        return architecture.weightsOffset(l)
                + from * architecture.layers().get(l).outputs()
                + to;
    }

    private void addGradient(double[] input, double[] y, double weight, int row, double[] gradient) {
        double[][] z = weightedInputs(input, dropped, row);
        int last = z.length - 1;
        double[] delta = outputDelta(z[last], y, weight);
        for (int l = last; l >= 0; l--) {
            double[] x = multiplied(l == 0 ? input : activations(l - 1, z[l - 1]), dropped, row, l);
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
                    before[i] *= Reference.derivative(function, z[l - 1][i]) * dropped.factor(row, l, i);
                }
            }
            delta = before;
        }
    }

    private double[] outputDelta(double[] z, double[] y, double weight) {
        var function = architecture.outputLayer().activation().function();
        double[] a = activations(architecture.layers().size() - 1, z);
        double[] delta = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            double difference = weight * (a[j] - y[j]);
            delta[j] = architecture.cost() == Cost.QUADRATIC
                    ? difference * Reference.derivative(function, z[j])
                    : difference;
        }
        return delta;
    }
}
