package io.minibatch.data;

import io.minibatch.io.Excerpt;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of the values of an example. It travels with the data into the model.
 *
 * <p>A name is any Unicode text of at most {@value #MAX_NAME_LENGTH} characters.
 *
 * @param outputs the names of the classes, or of the numbers that are predicted; unique
 * @param image the size of images, null for rows of numbers
 * @param features the names of the inputs, empty if they have none
 */
public record Schema(
        Task task, List<String> outputs, @Nullable ImageSize image, List<String> features) implements Serializable {
    /** The number of characters that a name has at most. */
    public static final int MAX_NAME_LENGTH = 1000;

    public Schema {
        outputs = List.copyOf(outputs);
        features = List.copyOf(features);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("outputs must not be empty");
        }
        if (task == Task.BINARY && outputs.size() != 2) {
            throw new IllegalArgumentException("a binary task has two classes, not " + outputs.size());
        }
        Set<String> taken = new HashSet<>();
        for (String output : outputs) {
            requireName(output);
            if (!taken.add(output)) {
                throw new IllegalArgumentException(
                        "outputs must have different names, not '" + Excerpt.of(output) + "' twice");
            }
        }
        features.forEach(Schema::requireName);
    }

    private static void requireName(String name) {
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("a name has at most " + MAX_NAME_LENGTH + " characters, not the "
                    + name.length() + " of '" + Excerpt.of(name) + "'");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("the name '" + Excerpt.of(name) + "' has half of a character");
        }
    }

    /** Returns the schema of a classification of images. */
    public static Schema ofImages(int rows, int columns, List<String> classes) {
        return new Schema(Task.CLASSIFICATION, classes, new ImageSize(rows, columns), List.of());
    }

    /** Returns the number of outputs of networks: 1 for the two classes of a binary task. */
    public int width() {
        return task == Task.BINARY ? 1 : outputs.size();
    }

    /** Returns the names "0", "1", … of some number of outputs. */
    public static List<String> numbered(int outputs) {
        return IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
    }

    /** Returns this with other names of the outputs. */
    public Schema withOutputs(List<String> names) {
        return new Schema(task, names, image, features);
    }
}
