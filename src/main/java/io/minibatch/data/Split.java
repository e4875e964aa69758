package io.minibatch.data;

import org.jspecify.annotations.Nullable;

/**
 * Training, validation and test data, as in the book.
 *
 * @param test null for none
 * @param standardization what was done to the inputs of all parts, null for nothing
 * @param targets what was done to the numbers to predict of all parts, null for nothing
 * @param rule by which the validation data were taken from the training data, null if the source brings them
 */
public record Split(
        Dataset training,
        Dataset validation,
        @Nullable Dataset test,
        DataSource source,
        @Nullable Standardization standardization,
        @Nullable TargetScale targets,
        @Nullable SplitRule rule) {
    /** Creates a split of data as they came. */
    public Split(Dataset training, Dataset validation, @Nullable Dataset test, DataSource source) {
        this(training, validation, test, source, null, null, null);
    }

    /**
     * Returns all examples of data that came as one part, from which examples were held back for validation.
     *
     * @return null if the source brings a validation or a test part
     */
    public @Nullable Dataset whole() {
        return test != null || rule == null
                ? null
                : new Dataset(
                        training.name().replace(" training data", ""),
                        training.schema(),
                        training.examples().followedBy(validation.examples()));
    }

    /** Returns this with {@link Dataset#withOneOutput} of each part. */
    public Split withOneOutput() {
        return new Split(
                training.withOneOutput(),
                validation.withOneOutput(),
                test == null ? null : test.withOneOutput(),
                source,
                standardization,
                targets,
                rule);
    }

    /** Returns this with the numbers to predict brought to the {@link TargetScale} of the training data. */
    public Split withScaledTargets() {
        TargetScale scale = TargetScale.of(training);
        return new Split(
                scale.apply(training),
                scale.apply(validation),
                test == null ? null : scale.apply(test),
                source,
                standardization,
                scale,
                rule);
    }

    /** Returns the test data, or the validation data if there are no test data. */
    public Dataset testOrValidation() {
        return test == null ? validation : test;
    }
}
