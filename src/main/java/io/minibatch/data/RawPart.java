package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The examples of one part as files hold them.
 *
 * @param where the file or files, for messages
 * @param image the size of images, null for rows of numbers
 * @param features the names of the inputs, empty if they have none
 */
record RawPart(String where, Inputs inputs, @Nullable ImageSize image, List<String> features, Answers answers) {
    RawPart {
        if (inputs.size() == 0) {
            throw new DataException(where + ": has no examples");
        }
        if (inputs.size() != answers.size()) {
            throw new DataException(where + ": has " + inputs.size() + " examples, but " + answers.size() + " labels");
        }
        if (inputs instanceof Inputs.Floats floats) {
            requireFinite(where, floats);
        }
    }

    private static void requireFinite(String where, Inputs.Floats inputs) {
        float[] values = inputs.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(where + ": feature " + (1 + i % inputs.features()) + " of example "
                        + (1 + i / inputs.features()) + " is " + values[i] + "; it must be a finite number");
            }
        }
    }

    /**
     * Returns this with the rows and columns of its images swapped.
     *
     * @throws DataException if there are no images
     */
    RawPart transposed() {
        if (image == null) {
            throw new DataException("transpose", ": " + where + " has rows of numbers, not images");
        }
        return new RawPart(
                where, transposed(inputs, image), new ImageSize(image.columns(), image.rows()), features, answers);
    }

    private static Inputs transposed(Inputs inputs, ImageSize image) {
        int[] from = new int[image.pixels()];
        for (int i = 0; i < from.length; i++) {
            from[i] = i % image.rows() * image.columns() + i / image.rows();
        }
        return new ColumnOrder(from).apply(inputs);
    }

    /**
     * Returns this with the features in the order that they have in the part to train on, by their names where both
     * have names.
     *
     * @throws DataException if one of the parts has a feature that the other lacks
     */
    RawPart inOrderOf(RawPart training) {
        List<String> wanted = training.features;
        if (features.isEmpty() || wanted.isEmpty() || features.equals(wanted)) {
            return this;
        }
        List<String> left = new ArrayList<>(features);
        int[] from = new int[wanted.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = left.indexOf(wanted.get(i));
            if (from[i] < 0) {
                throw new DataException(where + ": lacks the column " + Excerpt.of(wanted.get(i)) + ", which "
                        + training.where + " has");
            }
            left.set(from[i], "");
        }
        if (from.length < features.size()) {
            left.removeIf(String::isEmpty);
            throw new DataException(
                    where + ": has the column " + Excerpt.of(left.get(0)) + ", which " + training.where + " lacks");
        }
        return new RawPart(where, new ColumnOrder(from).apply(inputs), image, wanted, answers);
    }
}
