package io.minibatch.data;

import java.util.List;

/**
 * The examples that are kept.
 *
 * @param classes names of the only classes to keep, empty for all
 * @param trainingSize number of training examples to keep, 0 for all
 * @param validationSize number of validation examples to keep, 0 for all
 */
public record Selection(List<String> classes, int trainingSize, int validationSize) {
    public static final Selection ALL = new Selection(List.of(), 0, 0);

    public Selection {
        classes = List.copyOf(classes);
        if (classes.size() == 1) {
            throw new IllegalArgumentException("classes needs at least two classes");
        }
        if (trainingSize < 0 || validationSize < 0) {
            throw new IllegalArgumentException("trainingSize and validationSize must not be negative");
        }
    }
}
