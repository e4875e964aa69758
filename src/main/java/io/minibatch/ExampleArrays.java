package io.minibatch;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates data sets from the caller's arrays, which are copied. */
final class ExampleArrays {
    private static final String NAME = "own training data";

    private ExampleArrays() {}

    /** Copies rows of numbers, all of one length and finite. */
    static Inputs.Floats inputs(float[][] rows) {
        return new Inputs.Floats(flat(rows, "inputs"), rows[0].length);
    }

    /** Copies images of unsigned bytes, all of one length. */
    static Inputs.Bytes inputs(byte[][] images) {
        if (images.length == 0 || present(images[0], "inputs", 0).length == 0) {
            throw new DataException("inputs: empty; at least one example is needed");
        }
        int features = images[0].length;
        byte[] flat = new byte[product("inputs", images.length, features)];
        for (int i = 0; i < images.length; i++) {
            requireLength("inputs", i, present(images[i], "inputs", i).length, features);
            System.arraycopy(images[i], 0, flat, i * features, features);
        }
        return new Inputs.Bytes(flat, features);
    }

    /**
     * Returns examples, each with a class; classes are in the order of their names, by value where all are whole
     * numbers.
     */
    static Dataset classified(Inputs inputs, String[] labels) {
        requireCount(inputs.size(), labels.length, "labels");
        for (int i = 0; i < labels.length; i++) {
            if (present(labels[i], "labels", i).isBlank()) {
                throw new DataException("labels[" + i + "] is blank: each example needs the name of its class");
            }
        }
        boolean whole = Stream.of(labels).allMatch(label -> label.matches("-?\\d{1,9}"));
        Comparator<String> order = whole ? Comparator.comparingInt(Integer::parseInt) : Comparator.naturalOrder();
        List<String> classes = Stream.of(labels).distinct().sorted(order).toList();
        if (classes.size() > DesiredOutputs.Labels.MAX_CLASSES) {
            throw new DataException("labels: " + classes.size() + " different ones; at most "
                    + DesiredOutputs.Labels.MAX_CLASSES + " classes are supported, and Data.regression takes numbers");
        }
        byte[] indices = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            indices[i] = (byte) classes.indexOf(labels[i]);
        }
        return dataset(Task.CLASSIFICATION, classes, inputs, new DesiredOutputs.Labels(indices, classes.size()));
    }

    /** Returns examples with numbers to predict. */
    static Dataset regression(Inputs inputs, float[][] targets) {
        requireCount(inputs.size(), targets.length, "targets");
        float[] flat = flat(targets, "targets");
        int outputs = targets[0].length;
        return dataset(Task.REGRESSION, Schema.numbered(outputs), inputs, new DesiredOutputs.Values(flat, outputs));
    }

    /** Returns the rows of numbers that are one column. */
    static float[][] column(float[] values) {
        float[][] rows = new float[values.length][1];
        for (int i = 0; i < values.length; i++) {
            rows[i][0] = values[i];
        }
        return rows;
    }

    private static Dataset dataset(Task task, List<String> outputs, Inputs inputs, DesiredOutputs desired) {
        Schema schema =
                new Schema(task, outputs, inputs instanceof Inputs.Bytes ? square(inputs.features()) : null, List.of());
        return new Dataset(NAME, schema, new ExampleData(inputs, desired, ExampleData.UNWEIGHTED));
    }

    /** Returns the size of square images, null for another number of pixels. */
    private static @Nullable ImageSize square(int pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        return side * side == pixels ? new ImageSize(side, side) : null;
    }

    private static float[] flat(float[][] rows, String what) {
        if (rows.length == 0 || present(rows[0], what, 0).length == 0) {
            throw new DataException(what + ": empty; at least one example is needed");
        }
        int width = rows[0].length;
        float[] flat = new float[product(what, rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            requireLength(what, i, present(rows[i], what, i).length, width);
            for (int j = 0; j < width; j++) {
                if (!Float.isFinite(rows[i][j])) {
                    throw new DataException(what + "[" + i + "][" + j + "] is " + rows[i][j]
                            + ": remove the example or put a number in its place");
                }
            }
            System.arraycopy(rows[i], 0, flat, i * width, width);
        }
        return flat;
    }

    /** NullAway does not see the callers' programs. */
    private static <T> T present(@Nullable T element, String what, int index) {
        if (element == null) {
            throw new DataException(what + "[" + index + "] is null");
        }
        return element;
    }

    private static int product(String what, int rows, int width) {
        if ((long) rows * width > Inputs.MAX_VALUES) {
            throw new DataException(what + ": " + rows + " rows of " + width + " values are more than the "
                    + Inputs.MAX_VALUES + " that an array holds");
        }
        return rows * width;
    }

    private static void requireLength(String what, int row, int length, int expected) {
        if (length != expected) {
            throw new DataException(
                    what + "[" + row + "] has " + length + " values, but " + what + "[0] has " + expected);
        }
    }

    private static void requireCount(int inputs, int others, String what) {
        if (inputs != others) {
            throw new DataException(inputs + " inputs, but " + others + " " + what + ": each example needs one");
        }
    }

    /** Returns the texts of whole numbers. */
    static String[] texts(int[] labels) {
        return Arrays.stream(labels).mapToObj(Integer::toString).toArray(String[]::new);
    }
}
