package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples with what a network should give for them: images or rows of numbers, with a class or with numbers each.
 * Immutable: nobody may write into the arrays it hands out, which are its own because they are large.
 */
public final class Dataset implements Serializable {
    @Serial
    private static final long serialVersionUID = 2;

    private final String name;
    private final Schema schema;
    private final ExampleData examples;

    /**
     * Creates a data set.
     *
     * @param name what messages call it
     * @throws DataException if the examples are not as the schema says
     */
    public Dataset(String name, Schema schema, ExampleData examples) {
        ImageSize image = schema.image();
        if (image != null && image.pixels() != examples.features()) {
            throw new DataException(name + ": " + examples.features() + " values are not an image of " + image);
        }
        if (!schema.features().isEmpty() && schema.features().size() != examples.features()) {
            throw new DataException(name + ": " + examples.features() + " features have "
                    + schema.features().size() + " names");
        }
        if (schema.width() != examples.outputs()) {
            throw new DataException(name + ": " + examples.outputs() + " outputs have "
                    + schema.outputs().size() + " names");
        }
        if ((schema.task() == Task.CLASSIFICATION) != examples.desired() instanceof DesiredOutputs.Labels) {
            throw new DataException(name + ": examples of a classification, and no others, have labels");
        }
        this.name = name;
        this.schema = schema;
        this.examples = examples;
    }

    /**
     * Creates a data set of images.
     *
     * @param labelNames the name of each class
     * @param images {@code [labels.length, rows·columns]} unsigned bytes
     * @param labels one for each image, from 0 to below the number of classes, unsigned
     * @throws DataException if a label is out of range or the sizes disagree
     */
    public Dataset(String name, int rows, int columns, List<String> labelNames, byte[] images, byte[] labels) {
        this(
                name,
                Schema.ofImages(rows, columns, labelNames),
                examples(name, rows, columns, images, labels, labelNames));
    }

    private static ExampleData examples(
            String name, int rows, int columns, byte[] images, byte[] labels, List<String> labelNames) {
        if (images.length != (long) rows * columns * labels.length) {
            throw new DataException(name + ": " + images.length + " bytes are not " + labels.length + " images of "
                    + rows + "×" + columns);
        }
        if (labels.length == 0) {
            throw new DataException(name + ": there is no image in it");
        }
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 0xFF) >= labelNames.size()) {
                throw new DataException(name + ": the label of image " + i + " is " + (labels[i] & 0xFF)
                        + ", but there are only " + labelNames.size() + " classes");
            }
        }
        return ExampleData.ofImages(images, labels, rows * columns, labelNames.size());
    }

    public String name() {
        return name;
    }

    public Schema schema() {
        return schema;
    }

    /** Returns the examples as a backend takes them. */
    public ExampleData examples() {
        return examples;
    }

    /** Returns the number of examples. */
    public int size() {
        return examples.size();
    }

    /** Returns the number of values that a network takes. */
    public int features() {
        return examples.features();
    }

    /** Returns the number of values that a network gives: classes or numbers. */
    public int outputs() {
        return examples.outputs();
    }

    /** Returns whether the examples are images of unsigned bytes. */
    public boolean hasImages() {
        return schema.image() != null && examples.inputs() instanceof Inputs.Bytes;
    }

    /**
     * Returns the size of the images.
     *
     * @throws DataException if there are rows of numbers
     */
    public ImageSize imageSize() {
        ImageSize image = schema.image();
        if (image == null) {
            throw new DataException(name + ": has rows of numbers; this needs images");
        }
        return image;
    }

    public int rows() {
        return imageSize().rows();
    }

    public int columns() {
        return imageSize().columns();
    }

    /** Returns the names of the classes, or of the numbers that are predicted. */
    public List<String> outputNames() {
        return schema.outputs();
    }

    /** Returns {@code [size, features]} unsigned bytes, not to be modified. */
    public byte[] images() {
        if (examples.inputs() instanceof Inputs.Bytes bytes) {
            return bytes.values();
        }
        throw new DataException(name + ": has "
                + (schema.image() == null ? "rows of numbers" : "standardized images")
                + "; this needs images of whole numbers from 0 to 255");
    }

    /** Returns whether each example has a class. */
    public boolean hasLabels() {
        return examples.desired() instanceof DesiredOutputs.Labels;
    }

    /** Returns one unsigned byte for each example, not to be modified. */
    public byte[] labels() {
        if (examples.desired() instanceof DesiredOutputs.Labels labels) {
            return labels.labels();
        }
        throw new DataException(name + ": has numbers to predict; this needs a class for each example");
    }

    public int label(int example) {
        return labels()[example] & 0xFF;
    }

    /** Returns the number of examples of each class. */
    public int[] classCounts() {
        int[] counts = new int[outputs()];
        for (byte label : labels()) {
            counts[label & 0xFF]++;
        }
        return counts;
    }

    /** Returns some examples, in the order given. */
    public Dataset select(int[] indices) {
        return new Dataset(name, schema, examples.select(indices));
    }

    /** Returns the examples from {@code from} to before {@code to}. */
    public Dataset slice(int from, int to) {
        return select(IntStream.range(from, to).toArray());
    }

    /**
     * Returns every so many-th example, so that the shards from 0 to before {@code shards} are all examples and of
     * sizes that differ by one at most.
     */
    public Dataset shard(int shard, int shards) {
        int count = (size() - shard + shards - 1) / shards;
        return select(IntStream.range(0, count).map(i -> shard + i * shards).toArray());
    }

    /** Returns this with other inputs, of the same examples. */
    public Dataset withInputs(Inputs inputs) {
        return new Dataset(name, schema, new ExampleData(inputs, examples.desired(), examples.weights()));
    }

    /** Returns this with another name. */
    public Dataset withName(String other) {
        return new Dataset(other, schema, examples);
    }

    /**
     * Returns this with factors of each example's cost.
     *
     * @param weights {@code [size]}, 0 or more
     */
    public Dataset withWeights(float[] weights) {
        return new Dataset(name, schema, new ExampleData(examples.inputs(), examples.desired(), weights));
    }

    /**
     * Returns two classes for a network with one output, which is to be 1 for examples of the second class and 0 for
     * those of the first.
     *
     * @throws DataException if there are not two classes
     */
    public Dataset withOneOutput() {
        if (!hasLabels() || outputs() != 2) {
            throw new DataException(name + ": only two classes make one output");
        }
        float[] second = new float[size()];
        for (int i = 0; i < second.length; i++) {
            second[i] = label(i);
        }
        return new Dataset(
                name,
                new Schema(Task.BINARY, outputNames(), schema.image(), schema.features()),
                new ExampleData(examples.inputs(), new DesiredOutputs.Values(second, 1), examples.weights()));
    }

    /**
     * Returns the examples of some classes, which keep their names and are counted from 0 in the order given.
     *
     * @param names of at least one class
     * @throws DataException if a class does not exist, is given twice, or no example is left
     */
    public Dataset onlyClasses(List<String> names) {
        if (!hasLabels()) {
            throw new DataException(name + ": has numbers to predict; only classes can be selected");
        }
        int[] newLabel = new int[outputs()];
        Arrays.fill(newLabel, -1);
        for (int i = 0; i < names.size(); i++) {
            int old = outputNames().indexOf(names.get(i));
            if (old < 0 || newLabel[old] >= 0) {
                throw new DataException(name + ": class " + names.get(i)
                        + (old < 0 ? " is not one of " + String.join(", ", outputNames()) : " is named twice"));
            }
            newLabel[old] = i;
        }
        int[] kept =
                IntStream.range(0, size()).filter(i -> newLabel[label(i)] >= 0).toArray();
        if (kept.length == 0) {
            throw new DataException(name + ": has no example of the classes " + String.join(", ", names));
        }
        byte[] keptLabels = new byte[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptLabels[i] = (byte) newLabel[label(kept[i])];
        }
        ExampleData selected = examples.select(kept);
        return new Dataset(
                name,
                schema.withOutputs(names),
                new ExampleData(
                        selected.inputs(), new DesiredOutputs.Labels(keptLabels, names.size()), selected.weights()));
    }

    /** Returns the name, the size and what an example is. */
    @Override
    public String toString() {
        String each = schema.image() == null ? features() + " features" : schema.image() + " pixels";
        String wanted = hasLabels() ? outputs() + " classes" : outputs() + " numbers to predict";
        return name + ": " + size() + " examples of " + each + ", " + wanted;
    }
}
