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
 * <p>A name is any Unicode text of at most {@value #LONGEST_NAME} characters.
 *
 * @param outputs the names of the classes, or of the numbers that are predicted; unique. Two classes may share one output, the
 *     probability of the second.
 * @param image the size of images, null for rows of numbers
 * @param features the names of the inputs, empty where they have none
 */
public record Schema(
        Task task, List<String> outputs, @Nullable ImageSize image, List<String> features) implements Serializable {
    /** The number of characters that a name has at most. */
    public static final int LONGEST_NAME = 1000;

    public Schema {
        outputs = List.copyOf(outputs);
        features = List.copyOf(features);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("outputs must not be empty");
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
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name has at most " + LONGEST_NAME + " characters, not the "
                    + name.length() + " of '" + Excerpt.of(name) + "'");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("the name '" + Excerpt.of(name) + "' has half of a character");
        }
    }

    /** Returns the schema of images that are told apart. */
    public static Schema ofImages(int rows, int columns, List<String> classes) {
        return new Schema(Task.CLASSIFICATION, classes, new ImageSize(rows, columns), List.of());
    }

    /** Returns the names "0", "1", … of some number of outputs. */
    public static List<String> numbered(int outputs) {
        return IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
    }

    /** Whether so many outputs of a network tell two classes apart by one: the probability of the second. */
    public boolean isBinary(int width) {
        return width == 1 && task == Task.CLASSIFICATION && outputs.size() == 2;
    }

    /** Whether a network with so many outputs has one for each name, or one for two classes. */
    public boolean fits(int width) {
        return width == outputs.size() || isBinary(width);
    }

    /** Returns this with other names of the outputs. */
    public Schema withOutputs(List<String> names) {
        return new Schema(task, names, image, features);
    }
}
