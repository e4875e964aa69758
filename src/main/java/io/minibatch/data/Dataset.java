package io.minibatch.data;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled images of one size. Immutable: nobody may write into the arrays it hands out, which are its own because they
 * are large.
 */
public final class Dataset implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final String name;
    private final int rows;
    private final int columns;
    private final List<String> labelNames;
    private final byte[] images;
    private final byte[] labels;

    /**
     * Creates a data set.
     *
     * @param name what messages call it
     * @param rows of an image
     * @param columns of an image
     * @param labelNames the name of each class
     * @param images {@code [labels.length, rows·columns]} unsigned bytes
     * @param labels one for each image, from 0 to below the number of classes, unsigned
     * @throws DataException where a label is out of range or the sizes disagree
     */
    public Dataset(String name, int rows, int columns, List<String> labelNames, byte[] images, byte[] labels) {
        if (rows < 1 || columns < 1 || images.length != (long) rows * columns * labels.length) {
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
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.labelNames = List.copyOf(labelNames);
        this.images = images;
        this.labels = labels;
    }

    /** Returns the names "0", "1", … of some number of classes. */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    public String name() {
        return name;
    }

    /** Returns the number of images. */
    public int size() {
        return labels.length;
    }

    /** Returns the number of pixels of an image. */
    public int features() {
        return rows * columns;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int classes() {
        return labelNames.size();
    }

    public List<String> labelNames() {
        return labelNames;
    }

    /** Returns {@code [size, features]} unsigned bytes, not to be modified. */
    public byte[] images() {
        return images;
    }

    /** Returns one unsigned byte for each image, not to be modified. */
    public byte[] labels() {
        return labels;
    }

    public int label(int image) {
        return labels[image] & 0xFF;
    }

    /** Returns the images from {@code from} to before {@code to}. */
    public Dataset slice(int from, int to) {
        return new Dataset(
                name,
                rows,
                columns,
                labelNames,
                Arrays.copyOfRange(images, from * features(), to * features()),
                Arrays.copyOfRange(labels, from, to));
    }

    /**
     * Returns every so many-th image, so that the shards from 0 to before {@code shards} are all images and of sizes that
     * differ by one at most.
     */
    public Dataset shard(int shard, int shards) {
        int count = (size() - shard + shards - 1) / shards;
        byte[] itsImages = new byte[count * features()];
        byte[] itsLabels = new byte[count];
        for (int i = 0; i < count; i++) {
            int image = shard + i * shards;
            System.arraycopy(images, image * features(), itsImages, i * features(), features());
            itsLabels[i] = labels[image];
        }
        return new Dataset(name, rows, columns, labelNames, itsImages, itsLabels);
    }

    /**
     * Returns the images of some classes, which become the classes 0, 1, … in the order given and keep their names.
     *
     * @throws DataException where a class does not exist, is given twice or has no image
     */
    public Dataset onlyClasses(List<Integer> classes) {
        int[] newLabel = new int[classes()];
        Arrays.fill(newLabel, -1);
        for (int i = 0; i < classes.size(); i++) {
            int old = classes.get(i);
            if (old < 0 || old >= classes() || newLabel[old] >= 0) {
                throw new DataException(name + ": class " + old
                        + (old < 0 || old >= classes() ? " is not one of 0 to " + (classes() - 1) : " is named twice"));
            }
            newLabel[old] = i;
        }
        int[] kept =
                IntStream.range(0, size()).filter(i -> newLabel[label(i)] >= 0).toArray();
        byte[] keptImages = new byte[kept.length * features()];
        byte[] keptLabels = new byte[kept.length];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(images, kept[i] * features(), keptImages, i * features(), features());
            keptLabels[i] = (byte) newLabel[label(kept[i])];
        }
        List<String> names = classes.stream().map(labelNames::get).toList();
        return new Dataset(name, rows, columns, names, keptImages, keptLabels);
    }
}
