package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.data.format.NpyReader;
import io.minibatch.data.format.NpzReader;
import io.minibatch.data.format.NumericArray;
import io.minibatch.data.format.StoredArray;
import io.minibatch.io.Excerpt;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads NumPy's arrays: an archive, or a folder with a file for each array. */
final class NumpyFiles {
    /** The names of inputs and labels of the training part, in the order in which they are looked for. */
    private static final List<String[]> TRAINING = List.of(
            new String[] {"x_train", "y_train"},
            new String[] {"X_train", "Y_train"},
            new String[] {"X_train", "y_train"},
            new String[] {"train_images", "train_labels"},
            new String[] {"X", "y"},
            new String[] {"x", "y"},
            new String[] {"images", "labels"},
            new String[] {"data", "target"},
            new String[] {"data", "labels"},
            new String[] {"features", "labels"},
            new String[] {"arr_0", "arr_1"});

    private static final List<String> VALIDATION_WORDS = List.of("val", "valid", "validation");
    private static final String ADVICE =
            "; name them x_train and y_train, and x_test and y_test or x_val and y_val for other parts";

    private final String where;
    private final Set<String> names;
    private final Function<String, StoredArray> arrays;
    private final FormatOptions options;

    private NumpyFiles(String where, Set<String> names, Function<String, StoredArray> arrays, FormatOptions options) {
        this.where = where;
        this.names = names;
        this.arrays = arrays;
        this.options = options;
    }

    /** Reads an archive. */
    static RawParts readArchive(Path file, FormatOptions options) {
        Set<String> names = new LinkedHashSet<>();
        NpzReader.read(file, name -> names.add(name) && false);
        NumpyFiles reader = new NumpyFiles(
                file.toString(),
                names,
                name -> {
                    StoredArray array = NpzReader.read(file, name::equals).get(name);
                    if (array == null) {
                        throw new DataException(file + ": the array " + Excerpt.of(name) + " no longer exists");
                    }
                    return array;
                },
                options);
        return reader.read(file, List.of(FileChecksum.of(file)));
    }

    /** Reads the arrays of a folder. */
    static RawParts readFolder(FolderListing listing, FormatOptions options) {
        Map<String, Path> files = new LinkedHashMap<>();
        listing.ending(".npy")
                .forEach(file -> files.put(file.getFileName().toString().replaceFirst("\\.npy(\\.gz)?$", ""), file));
        List<FileChecksum> checksums = new ArrayList<>();
        NumpyFiles reader = new NumpyFiles(
                listing.folder().toString(),
                files.keySet(),
                name -> {
                    Path file = files.get(name);
                    MessageDigest digest = FileChecksum.newDigest();
                    StoredArray array = NpyReader.read(Objects.requireNonNull(file), digest);
                    checksums.add(FileChecksum.of(file, digest));
                    return array;
                },
                options);
        return reader.read(listing.folder(), checksums);
    }

    private RawParts read(Path from, List<FileChecksum> checksums) {
        String[] training = TRAINING.stream()
                .filter(pair -> names.contains(pair[0]) && names.contains(pair[1]))
                .findFirst()
                .orElseThrow(() -> new DataException(where + ": has "
                        + (names.isEmpty() ? "no arrays" : "the arrays " + Excerpt.of(String.join(", ", names)))
                        + ADVICE));
        RawPart trained = part(training[0], training[1]);
        RawPart test = other(training, List.of("test"));
        RawPart validation = other(training, VALIDATION_WORDS);
        String name = from.getFileName().toString().replaceFirst("\\.npz$", "");
        return new RawParts(name, trained, validation, test, name + " from " + from + ", NumPy", checksums);
    }

    private @Nullable RawPart other(String[] training, List<String> words) {
        for (String word : words) {
            String inputs = training[0].replace("train", word);
            String labels = training[1].replace("train", word);
            boolean hasInputs = !inputs.equals(training[0]) && names.contains(inputs);
            boolean hasLabels = !labels.equals(training[1]) && names.contains(labels);
            if (hasInputs != hasLabels) {
                throw new DataException(where + ": has " + (hasInputs ? inputs : labels) + ", but not "
                        + (hasInputs ? labels : inputs));
            }
            if (hasInputs) {
                return part(inputs, labels);
            }
        }
        return null;
    }

    private RawPart part(String inputsName, String labelsName) {
        String place = where + ": array " + Excerpt.of(inputsName);
        StoredArray inputs = arrays.apply(inputsName);
        StoredArray labels = arrays.apply(labelsName);
        Answers answers = new AnswerColumns(where + ": array " + Excerpt.of(labelsName), options)
                .of(labels, AnswerColumns.Usual.ALL);
        if (!(inputs instanceof NumericArray numbers)) {
            throw new DataException(place + ": has texts; inputs must be numbers");
        }
        int[] shape = numbers.shape();
        if (shape.length < 2 || numbers.size() == 0) {
            throw new DataException(place + ": has the shape (" + StoredArray.describe(shape)
                    + "); inputs have two dimensions or more, the first counts the examples");
        }
        if (shape[0] != answers.size()) {
            throw new DataException(place + ": has " + shape[0] + " examples, but " + labelsName + " has "
                    + answers.size() + " labels");
        }
        int features = numbers.size() / shape[0];
        // A model does not say the scale of numbers: pictures are of bytes, and rows without a size of floats.
        ImageSize image = numbers.isUnsignedBytes() ? image(shape) : null;
        return new RawPart(
                place,
                image == null
                        ? new Inputs.Floats(numbers.floats(), features)
                        : new Inputs.Bytes(numbers.data(), features),
                image,
                List.of(),
                answers);
    }

    /** Returns the size of images: of three dimensions, of one channel, or of as many bytes as a square has. */
    private static @Nullable ImageSize image(int[] shape) {
        if (shape.length == 3 || shape.length == 4 && shape[3] == 1) {
            return new ImageSize(shape[1], shape[2]);
        }
        if (shape.length == 4 && shape[1] == 1) {
            return new ImageSize(shape[2], shape[3]);
        }
        int side = shape.length == 2 ? (int) Math.sqrt(shape[1]) : 0;
        return side >= 8 && side * side == shape[1] ? new ImageSize(side, side) : null;
    }
}
