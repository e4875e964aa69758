package io.minibatch.network;

import io.minibatch.backend.Objective;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Targets;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of a network and where its parameters lie in their block.
 *
 * @param layers from the first hidden layer to the output layer
 * @param cost what it is trained by; cross-entropy with softmax outputs becomes {@link Cost#LOG_LIKELIHOOD}
 */
public record Architecture(List<Layer> layers, Cost cost) implements Serializable {
    /** More than a gibibyte of parameters is taken for a mistyped size. */
    private static final long MAX_PARAMETERS = 1L << 28;

    public Architecture {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one layer after its inputs");
        }
        long parameters = 0;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            if (l < layers.size() - 1 && layer.activation() == Activation.SOFTMAX) {
                throw new IllegalArgumentException("softmax is for the output layer only");
            }
            if (l > 0 && layer.inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException(
                        "layer " + (l + 1) + " takes " + layer.inputs() + " values, but the layer before it has "
                                + layers.get(l - 1).outputs());
            }
            parameters += layer.outputs() * (layer.inputs() + 1L);
            if (parameters > MAX_PARAMETERS) {
                throw new IllegalArgumentException(
                        "the network would have more than " + MAX_PARAMETERS + " parameters, the maximum");
            }
        }
        Activation output = layers.get(layers.size() - 1).activation();
        if (output.function().derivativeNeedsInput()) {
            throw new IllegalArgumentException(output.label() + " is for hidden layers only");
        }
        cost = cost.of(output);
        if (!cost.fits(output)) {
            throw new IllegalArgumentException("the cost " + cost.label() + " is not for " + output.label()
                    + " outputs; use " + Cost.matching(output).label());
        }
    }

    /**
     * Returns sigmoid layers.
     *
     * @param sizes inputs, hidden layers, outputs
     */
    public static Architecture sigmoid(List<Integer> sizes, Cost cost) {
        return of(sizes, Collections.nCopies(Math.max(0, sizes.size() - 1), Activation.SIGMOID), cost);
    }

    /**
     * Returns fully connected layers.
     *
     * @param sizes inputs, hidden layers, outputs
     * @param activations of the hidden layers and of the outputs
     */
    public static Architecture of(List<Integer> sizes, List<Activation> activations, Cost cost) {
        if (activations.size() != sizes.size() - 1) {
            throw new IllegalArgumentException((sizes.size() - 1)
                    + " layers after the inputs need as many activations, not " + activations.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < sizes.size(); l++) {
            layers.add(new Layer(sizes.get(l - 1), sizes.get(l), activations.get(l - 1)));
        }
        return new Architecture(layers, cost);
    }

    /** Returns the learning rate by which plain descent starts well: the smallest that a layer suits. */
    public double learningRate() {
        return layers.stream()
                .mapToDouble(layer -> layer.activation().learningRate())
                .min()
                .orElseThrow();
    }

    /** Returns the number of values the network takes. */
    public int inputs() {
        return layers.get(0).inputs();
    }

    /** Returns the number of values it gives. */
    public int outputs() {
        return outputLayer().outputs();
    }

    public Layer outputLayer() {
        return layers.get(layers.size() - 1);
    }

    /**
     * Returns how the outputs are judged.
     *
     * @param smoothing the ε of {@link Targets#smoothed}, 0 for none
     */
    public Objective objective(double smoothing) {
        Activation output = outputLayer().activation();
        Targets targets = output.targets();
        return new Objective(
                cost.loss(), output.function(), smoothing == 0 ? targets : targets.smoothed(smoothing, outputs()));
    }

    /**
     * Returns the step that computes the gradient of a mini-batch's mean cost and changes nothing.
     *
     * @param capacity rows of a mini-batch
     * @param smoothing as in {@link #objective}
     * @throws IllegalArgumentException if the rates of dropout do not fit the layers
     */
    public StepPlan plan(int capacity, DropoutRates dropout, double smoothing) {
        return new StepPlan(capacity, layerPlans(dropout), objective(smoothing), null, null);
    }

    /** Returns the layers with their places in the block of parameters. */
    List<StepPlan.Layer> layerPlans(DropoutRates dropout) {
        dropout.requireFit(this);
        List<StepPlan.Layer> plans = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            plans.add(new StepPlan.Layer(
                    layer.inputs(),
                    layer.outputs(),
                    layer.activation().function(),
                    dropout.rateOfInputOf(l),
                    weightsOffset(l),
                    biasesOffset(l)));
        }
        return List.copyOf(plans);
    }

    /**
     * Throws unless the network takes that many features and gives that many outputs.
     *
     * @param data what the message calls the data
     */
    public void requireFit(int features, int needed, String data) {
        if (inputs() != features) {
            throw new IllegalArgumentException(
                    "the network takes " + inputs() + " inputs, but " + data + " has " + features + " features");
        }
        if (outputs() != needed) {
            throw new IllegalArgumentException(
                    "the network has " + outputs() + " outputs, but " + data + " needs " + needed);
        }
    }

    /** Returns inputs, hidden layers, outputs. */
    public List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>(List.of(inputs()));
        layers.forEach(layer -> sizes.add(layer.outputs()));
        return List.copyOf(sizes);
    }

    /** Returns where the weights of a layer begin. */
    public int weightsOffset(int layer) {
        int offset = 0;
        for (Layer before : layers.subList(0, layer)) {
            offset += before.inputs() * before.outputs();
        }
        return offset;
    }

    /** Returns where the biases of a layer begin. */
    public int biasesOffset(int layer) {
        int offset = weightCount();
        for (Layer before : layers.subList(0, layer)) {
            offset += before.outputs();
        }
        return offset;
    }

    /** Returns the number of weights of all layers, which is where the biases begin. */
    public int weightCount() {
        return weightsOffset(layers.size());
    }

    public int parameterCount() {
        return biasesOffset(layers.size());
    }

    /**
     * Returns the sizes, the activation, or those of all layers where they differ, and the cost, as in
     * {@code 784-30-10, relu/softmax, log-likelihood}.
     */
    @Override
    public String toString() {
        List<String> activations =
                layers.stream().map(layer -> layer.activation().label()).toList();
        boolean same = Set.copyOf(activations).size() == 1;
        return sizes().stream().map(String::valueOf).collect(Collectors.joining("-")) + ", "
                + (same ? activations.get(0) : String.join("/", activations)) + ", " + cost.label();
    }
}
