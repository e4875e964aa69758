package io.minibatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer of a classifier to one example. */
public final class Prediction {
    private final List<String> names;
    private final float[] outputs;
    private final int index;

    Prediction(List<String> names, float[] outputs, int index) {
        this.names = names;
        this.outputs = outputs;
        this.index = index;
    }

    /** Returns the name of the class with the largest output. */
    public String label() {
        return names.get(index);
    }

    /** Returns the place of {@link #label} among the model's classes, from 0. */
    public int index() {
        return index;
    }

    /** Returns the output of {@link #label}, from 0 to 1 for softmax and sigmoid outputs. */
    public float probability() {
        return outputs[index];
    }

    /**
     * Returns the output of a class.
     *
     * @throws IllegalArgumentException where the model has no such class
     */
    public float probability(String label) {
        int place = names.indexOf(label);
        if (place < 0) {
            throw new IllegalArgumentException("label '" + label + "': must be one of " + String.join(", ", names));
        }
        return outputs[place];
    }

    /** Returns a copy of all outputs, in the order of the model's classes. */
    public float[] outputs() {
        return outputs.clone();
    }

    /** Returns the names of all classes whose output is at least a threshold, for models of several labels at once. */
    public List<String> labels(double threshold) {
        List<String> above = new ArrayList<>();
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] >= threshold) {
                above.add(names.get(i));
            }
        }
        return above;
    }

    /** Returns the label and its probability, {@code 7 (0.998)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%.3f)", label(), probability());
    }
}
