package io.minibatch;

import io.minibatch.model.Agreement;
import io.minibatch.network.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The prediction of a classifier for one example. For models of several labels at once see {@link #labels}. */
public final class Prediction {
    private final List<String> names;
    private final float[] outputs;
    private final int index;
    private final boolean severalLabels;
    private final Agreement agreement;

    /** @param severalLabels whether each output stands for a separate label */
    Prediction(List<String> names, Predictor.Output answer, boolean severalLabels) {
        this.severalLabels = severalLabels;
        this.names = names;
        this.outputs = answer.outputs();
        this.index = answer.index();
        this.agreement = answer.agreement();
    }

    /** Returns the name of the class with the largest output. */
    public String label() {
        return names.get(index);
    }

    /** Returns the index of {@link #label} among the model's classes, from 0. */
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
     * @throws IllegalArgumentException if the model has no such class
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

    /** Returns the number of members, how many agree, and their disagreement; one member for a single model. */
    public Agreement agreement() {
        return agreement;
    }

    /** Returns whether another prediction has the same outputs of the same classes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Prediction same && names.equals(same.names) && Arrays.equals(outputs, same.outputs);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(outputs);
    }

    /**
     * Returns the label and its probability, {@code 7 (0.998)}; for several labels all with at least 0.5, or
     * {@code none}. The prediction of a committee also has the number of members that agree:
     * {@code 7 (0.998), 5 of 7 members agree}.
     */
    @Override
    public String toString() {
        List<String> labels = severalLabels ? labels(Predictions.THRESHOLD) : List.of(label());
        String committee = agreement.members() == 1 ? "" : ", " + agreement;
        return labels.isEmpty()
                ? "none" + committee
                : labels.stream()
                        .map(label -> String.format(Locale.ROOT, "%s (%.3f)", label, probability(label)))
                        .collect(Collectors.joining(", ", "", committee));
    }
}
