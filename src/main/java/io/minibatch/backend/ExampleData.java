package io.minibatch.backend;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Examples on the host, as {@link Backend#upload(ExampleData)} takes them. The arrays are shared and never modified.
 *
 * @param weights {@code [size]} factors of each example's cost, 0 or more; empty if all are 1
 */
public record ExampleData(Inputs inputs, DesiredOutputs desired, float[] weights) implements Serializable {
    /** The weights of examples that all count the same. */
    public static final float[] UNWEIGHTED = {};

    public ExampleData {
        if (inputs.size() != desired.size() || inputs.size() == 0) {
            throw new IllegalArgumentException(
                    inputs.size() + " examples have desired outputs of " + desired.size() + " examples");
        }
        if (weights.length > 0 && weights.length != inputs.size()) {
            throw new IllegalArgumentException(inputs.size() + " examples have " + weights.length + " weights");
        }
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || weights[i] == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "the weight of example " + i + " is " + weights[i] + "; it must be 0 or more");
            }
        }
    }

    /** Returns images with a label each and no weights. */
    public static ExampleData ofImages(byte[] images, byte[] labels, int features, int classes) {
        return new ExampleData(
                new Inputs.Bytes(images, features), new DesiredOutputs.Labels(labels, classes), UNWEIGHTED);
    }

    /** Returns whether examples have weights of their own. */
    public boolean isWeighted() {
        return weights.length > 0;
    }

    /** Returns the number of examples. */
    public int size() {
        return inputs.size();
    }

    /** Returns the number of values that a network takes. */
    public int features() {
        return inputs.features();
    }

    /** Returns the number of values that a network gives. */
    public int outputs() {
        return desired.outputs();
    }

    /**
     * Returns these examples and then others, of the same kinds and widths, all with weight 1 if both have no weights.
     *
     * @throws IllegalArgumentException if one has bytes and the other floats, or one labels and the other values
     */
    public ExampleData followedBy(ExampleData others) {
        float[] all = new float[isWeighted() || others.isWeighted() ? size() + others.size() : 0];
        Arrays.fill(all, 1);
        System.arraycopy(weights, 0, all, 0, weights.length);
        System.arraycopy(others.weights, 0, all, all.length - others.weights.length, others.weights.length);
        return new ExampleData(inputs.followedBy(others.inputs), desired.followedBy(others.desired), all);
    }

    /** Returns copies of some examples, in the order given. */
    public ExampleData select(int[] examples) {
        float[] selected = new float[isWeighted() ? examples.length : 0];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = weights[examples[i]];
        }
        return new ExampleData(inputs.select(examples), desired.select(examples), selected);
    }

    @Override
    public String toString() {
        return size() + " examples of " + features() + " inputs and " + outputs() + " outputs"
                + (isWeighted() ? ", weighted" : "");
    }
}
