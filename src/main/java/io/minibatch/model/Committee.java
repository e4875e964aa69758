package io.minibatch.model;

import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.network.Activation;
import java.nio.file.Path;
import java.util.List;

/**
 * Several models that predict as one. They are for the same classes, labels or numbers and take the same inputs; their
 * hidden layers, activations and standardizations may differ.
 *
 * @param members at least one
 * @param combination of their predictions
 */
public record Committee(List<Model> members, Combination combination) {
    /** @throws IllegalArgumentException if the members differ in task or names, or cannot be combined in this way */
    public Committee {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a committee needs at least one member");
        }
        for (int i = 1; i < members.size(); i++) {
            String difference = difference(members.get(0), members.get(i));
            if (!difference.isEmpty()) {
                throw new IllegalArgumentException("member " + (i + 1) + " " + difference + " than member 1");
            }
        }
        combination.requireFit(
                members.get(0).schema().task(),
                members.stream().map(Committee::outputFunction).toList());
    }

    /** Returns the committee of a single model, with bit-for-bit identical predictions. */
    public static Committee of(Model model) {
        return new Committee(List.of(model), Combination.MEAN);
    }

    /**
     * Reads a committee: a {@code committee.json} or a folder with one; also a model file or the folder of a run, which
     * are a committee of one.
     *
     * @throws ModelException in one line, where a file is missing or damaged, or the members do not fit together
     */
    public static Committee load(Path path) {
        return MemberFiles.of(path).load();
    }

    /** Returns the difference of a model from the first, such as {@code has other classes}, empty if they fit. */
    static String difference(Model first, Model other) {
        Schema expected = first.schema();
        Schema schema = other.schema();
        if (schema.task() != expected.task()) {
            return "is for " + schema.task().label() + ", another task";
        }
        if (!schema.outputs().equals(expected.outputs())) {
            return "has other classes, labels or predicted numbers, or another order of them,";
        }
        int inputs = other.network().architecture().inputs();
        if (inputs != first.network().architecture().inputs()) {
            return "takes " + inputs + " inputs, another number";
        }
        if (!schema.equals(expected)) {
            return "has another image size or other names of the inputs";
        }
        return "";
    }

    private static Activation outputFunction(Model model) {
        return model.network().architecture().outputLayer().activation();
    }

    /** Returns the output function of the first member. */
    Activation outputFunction() {
        return outputFunction(members.get(0));
    }

    /** Returns whether the predictions are those of the only member, unless they become votes. */
    boolean isSingle() {
        return members.size() == 1 && combination != Combination.VOTES;
    }

    /** Returns whether every member standardizes its inputs in this way. */
    public boolean isStandardizedBy(Standardization standardization) {
        return members.stream().allMatch(member -> standardization.equals(member.standardization()));
    }

    /** Returns the task and names that all members share. */
    public Schema schema() {
        return members.get(0).schema();
    }

    /** Returns the number of values that the members take. */
    public int inputs() {
        return members.get(0).network().architecture().inputs();
    }

    /**
     * Returns data in the order of the members, as {@link Model#aligned} does.
     *
     * @throws DataException if the data are for another task, or of other names, sizes or images
     */
    public Dataset aligned(Dataset data) {
        return members.get(0).aligned(data);
    }

    /** Returns the number of members, the combination and the first member. */
    @Override
    public String toString() {
        return members.size() == 1
                ? members.get(0).toString()
                : "committee of " + members.size() + " (" + combination.label() + "), the first " + members.get(0);
    }
}
