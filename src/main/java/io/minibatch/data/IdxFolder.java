package io.minibatch.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the four files of MNIST or of a data set of the same form, and perhaps two more with images for validation.
 * Without those, the last sixth of the training images is held back; a set that was expanded has them, because variants of
 * one image in both parts would make the validation worthless.
 */
final class IdxFolder {
    /** Images and labels to train on, images and labels to test with. */
    static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /** Images and labels for validation, which most data sets have not. */
    static final List<String> VALIDATION_NAMES =
            List.of("validation-images-idx3-ubyte", "validation-labels-idx1-ubyte");

    /** One of how many training images is held back for validation: 10,000 of MNIST's 60,000. */
    private static final int VALIDATION_SHARE = 6;

    private final Path folder;
    private final List<FileChecksum> checksums = new ArrayList<>();

    private IdxFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the files, and splits off the last sixth of the training images where there are none for validation.
     *
     * @param origin the setting or variable that named the folder, for messages
     */
    static Split read(Path folder, String origin) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(origin, folder + ": no such folder");
        }
        List<String> missing =
                NAMES.stream().filter(name -> find(folder, name) == null).toList();
        if (!missing.isEmpty()) {
            throw new DataException(origin, folder + ": missing " + String.join(", ", missing) + " (plain or .gz)");
        }
        return new IdxFolder(folder).read();
    }

    /** Returns the file of that name, compressed or not, with the dot that some distributions have, or null. */
    static @Nullable Path find(Path folder, String name) {
        String dotted = name.replace("-idx", ".idx");
        for (String candidate : List.of(name, name + ".gz", dotted, dotted + ".gz")) {
            if (Files.isRegularFile(folder.resolve(candidate))) {
                return folder.resolve(candidate);
            }
        }
        return null;
    }

    private Split read() {
        Idx trainImages = readIdx(NAMES.get(0), 3);
        Idx trainLabels = readIdx(NAMES.get(1), 1);
        checkCounts(trainImages, NAMES.get(0), trainLabels, NAMES.get(1));
        int classes = 1 + largest(trainLabels);
        UnaryOperator<String> named = part -> (Mnist.matches(checksums) ? "MNIST" : folder.getFileName()) + part;
        Idx[] test = readPart(NAMES.get(2), NAMES.get(3), trainImages, classes);
        if (VALIDATION_NAMES.stream().anyMatch(name -> find(folder, name) != null)) {
            Idx[] held = readPart(VALIDATION_NAMES.get(0), VALIDATION_NAMES.get(1), trainImages, classes);
            return new Split(
                    dataset(named.apply(" training data"), trainImages, trainLabels, classes),
                    dataset(named.apply(" validation data"), held[0], held[1], classes),
                    dataset(named.apply(" test data"), test[0], test[1], classes),
                    new DataSource(named.apply(" from " + folder), false, checksums));
        }
        int validation = Math.max(1, trainImages.shape()[0] / VALIDATION_SHARE);
        Dataset all = dataset(named.apply(" training data"), trainImages, trainLabels, classes);
        if (all.size() <= validation) {
            throw new DataException(folder + ": " + all.size() + " training images are too few to split");
        }
        return new Split(
                all.slice(0, all.size() - validation),
                dataset(named.apply(" validation data"), trainImages, trainLabels, classes)
                        .slice(all.size() - validation, all.size()),
                dataset(named.apply(" test data"), test[0], test[1], classes),
                new DataSource(named.apply(" from " + folder), false, checksums));
    }

    /** Returns the images and labels of another part, which must go with those to train on. */
    private Idx[] readPart(String imagesName, String labelsName, Idx trainImages, int classes) {
        Idx images = readIdx(imagesName, 3);
        Idx labels = readIdx(labelsName, 1);
        checkCounts(images, imagesName, labels, labelsName);
        if (trainImages.shape()[1] != images.shape()[1] || trainImages.shape()[2] != images.shape()[2]) {
            throw new DataException(folder + ": the training images are " + size(trainImages) + " pixels, but the "
                    + (imagesName.equals(NAMES.get(2)) ? "test" : "validation") + " images " + size(images));
        }
        checkLabels(labels, labelsName, classes);
        return new Idx[] {images, labels};
    }

    private Idx readIdx(String name, int rank) {
        Path file = find(folder, name);
        if (file == null) {
            throw new DataException(folder.resolve(name) + ": no such file (plain or .gz)");
        }
        MessageDigest digest = FileChecksum.newDigest();
        Idx idx = IdxReader.read(file, digest);
        if (idx.rank() != rank) {
            throw new DataException(file + ": has " + idx.rank() + " dimensions, not " + rank);
        }
        checksums.add(new FileChecksum(name, HexFormat.of().formatHex(digest.digest())));
        return idx;
    }

    private void checkCounts(Idx images, String imagesName, Idx labels, String labelsName) {
        if (images.shape()[0] != labels.shape()[0]) {
            throw new DataException(folder + ": " + imagesName + " has " + images.shape()[0] + " images, but "
                    + labelsName + " has " + labels.shape()[0] + " labels");
        }
        if (images.data().length == 0) {
            throw new DataException(folder + ": " + imagesName + " has no images");
        }
    }

    private void checkLabels(Idx labels, String name, int classes) {
        for (int i = 0; i < labels.data().length; i++) {
            int label = labels.data()[i] & 0xFF;
            if (label >= classes) {
                throw new DataException(folder + ": " + name + " has the label " + label + " at image " + i
                        + ", but the training labels end at " + (classes - 1));
            }
        }
    }

    private static int largest(Idx labels) {
        int largest = 0;
        for (byte label : labels.data()) {
            largest = Math.max(largest, label & 0xFF);
        }
        return largest;
    }

    private static String size(Idx images) {
        return images.shape()[1] + "×" + images.shape()[2];
    }

    private static Dataset dataset(String name, Idx images, Idx labels, int classes) {
        return new Dataset(
                name, images.shape()[1], images.shape()[2], Schema.numbered(classes), images.data(), labels.data());
    }
}
