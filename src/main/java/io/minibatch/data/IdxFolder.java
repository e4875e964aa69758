package io.minibatch.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder with the four files of MNIST or of a data set of the same form. */
final class IdxFolder {
    /** Images and labels to train on, images and labels to test with. */
    static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /** One of how many training images is held back for validation: 10,000 of MNIST's 60,000. */
    private static final int VALIDATION_SHARE = 6;

    private final Path folder;
    private final List<FileChecksum> checksums = new ArrayList<>();

    private IdxFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the four files and splits off the last sixth of the training images for validation.
     *
     * @param origin the flag or variable that named the folder, for messages
     */
    static Split read(Path folder, String origin) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(origin + " " + folder + ": no such folder");
        }
        List<String> missing =
                NAMES.stream().filter(name -> find(folder, name) == null).toList();
        if (!missing.isEmpty()) {
            throw new DataException(
                    origin + " " + folder + ": missing " + String.join(", ", missing) + " (plain or .gz)");
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
        Idx testImages = readIdx(NAMES.get(2), 3);
        Idx testLabels = readIdx(NAMES.get(3), 1);
        checkCounts(trainImages, NAMES.get(0), trainLabels, NAMES.get(1));
        checkCounts(testImages, NAMES.get(2), testLabels, NAMES.get(3));
        if (trainImages.shape()[1] != testImages.shape()[1]
                || trainImages.shape()[2] != testImages.shape()[2]) {
            throw new DataException(folder + ": the training images are " + size(trainImages)
                    + " pixels, but the test images " + size(testImages));
        }
        int classes = 1 + largest(trainLabels);
        checkLabels(testLabels, classes);
        String name = Mnist.matches(checksums) ? "MNIST" : folder.getFileName() + "";
        int validation = Math.max(1, trainImages.shape()[0] / VALIDATION_SHARE);
        Dataset all = dataset(name + " training data", trainImages, trainLabels, classes);
        if (all.size() <= validation) {
            throw new DataException(folder + ": " + all.size() + " training images are too few to split");
        }
        return new Split(
                all.slice(0, all.size() - validation),
                dataset(name + " validation data", trainImages, trainLabels, classes)
                        .slice(all.size() - validation, all.size()),
                dataset(name + " test data", testImages, testLabels, classes),
                new DataSource(name + " from " + folder, false, checksums));
    }

    private Idx readIdx(String name, int rank) {
        Path file = find(folder, name);
        if (file == null) {
            throw new DataException(folder.resolve(name) + ": the file has gone");
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

    private void checkLabels(Idx testLabels, int classes) {
        for (int i = 0; i < testLabels.data().length; i++) {
            int label = testLabels.data()[i] & 0xFF;
            if (label >= classes) {
                throw new DataException(folder + ": " + NAMES.get(3) + " has the label " + label + " at image " + i
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
                name, images.shape()[1], images.shape()[2], Dataset.numbered(classes), images.data(), labels.data());
    }
}
