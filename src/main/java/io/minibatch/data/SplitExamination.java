package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Inputs;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds what makes data useless or a result doubtful, before a training. */
final class SplitExamination {
    private static final int FEW_VALIDATION_EXAMPLES = 10;
    private static final int MOST_NAMED = 10;

    /** Values at which the default initial weights saturate a sigmoid neuron. */
    private static final float LARGE = 20;

    private SplitExamination() {}

    /**
     * Returns a line where features are too large for the usual learning rates and initial weights, empty if none is.
     */
    static Optional<String> largeFeatures(Dataset training) {
        if (!(training.examples().inputs() instanceof Inputs.Floats floats)) {
            return Optional.empty();
        }
        float[] values = floats.values();
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
        }
        int feature = largest % floats.features();
        List<String> names = training.schema().features();
        return Math.abs(values[largest]) <= LARGE
                ? Optional.empty()
                : Optional.of(
                        "Feature " + (names.isEmpty() ? String.valueOf(feature + 1) : Excerpt.of(names.get(feature)))
                                + " reaches " + values[largest]
                                + ": networks learn best from numbers near 0; standardized features usually train better.");
    }

    /** Returns a line for each doubt. */
    static List<String> doubts(Split split) {
        List<String> doubts = new ArrayList<>();
        if (split.training().outputs() == 1 && split.training().hasLabels()) {
            doubts.add("All training examples are of class "
                    + split.training().outputNames().get(0)
                    + ": a training needs a second class.");
        }
        Stream.of(split.training(), split.validation(), split.testOrValidation())
                .distinct()
                .filter(Dataset::hasLabels)
                .forEach(part -> missingClasses(part, doubts));
        if (allEqual(split.training().examples().inputs())) {
            doubts.add("All " + split.training().size() + " training examples have the same inputs: nothing can be "
                    + "learned from them.");
        }
        if (split.validation().size() < FEW_VALIDATION_EXAMPLES) {
            int size = split.validation().size();
            doubts.add("There "
                    + (size == 1 ? "is only 1 validation example" : "are only " + size + " validation examples")
                    + ": results on so few are uncertain.");
        }
        if (isConstant(split.training())) {
            doubts.add("All values to predict in the " + split.training().name()
                    + " are the same: there is nothing to learn from them.");
        } else if (isConstant(split.validation())) {
            doubts.add(
                    "All values to predict in the " + split.validation().name()
                            + " are the same: R² is not defined on them, and the mean squared error decides which network is best.");
        }
        return doubts;
    }

    private static void missingClasses(Dataset part, List<String> doubts) {
        int[] counts = part.classCounts();
        List<String> missing = IntStream.range(0, counts.length)
                .filter(c -> counts[c] == 0)
                .mapToObj(part.outputNames()::get)
                .map(Excerpt::of)
                .toList();
        if (!missing.isEmpty()) {
            String named = String.join(", ", missing.subList(0, Math.min(missing.size(), MOST_NAMED)));
            doubts.add("The " + part.name() + " have no example of class " + named
                    + (missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " others" : "")
                    + ": accuracy on them does not cover " + (missing.size() == 1 ? "it." : "them."));
        }
    }

    /** Returns whether each number to predict is the same in all examples. */
    private static boolean isConstant(Dataset part) {
        if (part.schema().task() != Task.REGRESSION) {
            return false;
        }
        DesiredOutputs.Values desired = (DesiredOutputs.Values) part.examples().desired();
        return IntStream.range(0, desired.outputs()).allMatch(desired::isConstant);
    }

    private static boolean allEqual(Inputs inputs) {
        int features = inputs.features();
        if (inputs.size() < 2) {
            return false;
        }
        if (inputs instanceof Inputs.Bytes bytes) {
            byte[] values = bytes.values();
            return IntStream.range(features, values.length).allMatch(i -> values[i] == values[i - features]);
        }
        float[] values = ((Inputs.Floats) inputs).values();
        return IntStream.range(features, values.length).allMatch(i -> values[i] == values[i - features]);
    }
}
