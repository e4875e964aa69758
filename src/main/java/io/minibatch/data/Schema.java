package io.minibatch.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of the values of an example. It travels with the data into the model.
 *
 * @param outputs the names of the classes, or of the numbers that are predicted; unique
 * @param image the size of images, null for rows of numbers
 * @param features the names of the inputs, empty where they have none
 */
public record Schema(
        Task task, List<String> outputs, @Nullable ImageSize image, List<String> features) implements Serializable {
    public Schema {
        outputs = List.copyOf(outputs);
        features = List.copyOf(features);
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("outputs must not be empty");
        }
        if (new HashSet<>(outputs).size() < outputs.size()) {
            throw new IllegalArgumentException("outputs must have different names, not " + outputs);
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

    /** Returns this with other names of the outputs. */
    public Schema withOutputs(List<String> names) {
        return new Schema(task, names, image, features);
    }
}
