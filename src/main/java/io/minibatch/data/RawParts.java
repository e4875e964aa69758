package io.minibatch.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data found in a file or folder.
 *
 * @param name of the data, which starts the names of the parts
 * @param description one line for the user
 * @param files what was read
 * @param notices lines for the user about how the files were understood
 */
record RawParts(
        String name,
        RawPart training,
        @Nullable RawPart validation,
        @Nullable RawPart test,
        String description,
        List<FileChecksum> files,
        List<String> notices) {
    RawParts {
        files = List.copyOf(files);
        notices = List.copyOf(notices);
    }

    /** Creates parts without notices. */
    RawParts(
            String name,
            RawPart training,
            @Nullable RawPart validation,
            @Nullable RawPart test,
            String description,
            List<FileChecksum> files) {
        this(name, training, validation, test, description, files, List.of());
    }

    /** Returns this with the rows and columns of all images swapped. */
    RawParts transposed() {
        return new RawParts(
                name,
                training.transposed(),
                validation == null ? null : validation.transposed(),
                test == null ? null : test.transposed(),
                description + ", transposed",
                files,
                notices);
    }

    /**
     * Returns this with validation data from elsewhere.
     *
     * @throws DataException if one of them has other parts than these
     */
    RawParts withValidation(RawParts other) {
        if (validation != null) {
            throw new DataException(
                    "validation-data", other.training.where() + ": " + name + " brings validation data already");
        }
        if (other.validation != null || other.test != null) {
            throw new DataException(
                    "validation-data", other.name + ": has more than one part; name the file with the validation data");
        }
        List<FileChecksum> all = new ArrayList<>(files);
        other.files.forEach(file -> all.add(new FileChecksum("validation " + file.name(), file.sha256())));
        return new RawParts(
                name,
                training,
                other.training,
                test,
                description + ", validation data from " + other.name,
                all,
                notices);
    }

    /**
     * Returns the data sets, whose classes are those of the training part.
     *
     * @throws DataException if the parts do not go together
     */
    Parts parts() {
        Meaning meaning = Meaning.of(training);
        List<String> all = new ArrayList<>(notices);
        all.addAll(meaning.notices());
        return new Parts(
                meaning.dataset(name + " training data", training),
                validation == null ? null : meaning.dataset(name + " validation data", fitting(validation)),
                test == null ? null : meaning.dataset(name + " test data", fitting(test)),
                new DataSource(description, false, files),
                all);
    }

    /** Returns a part with its features in the order of the training part. */
    private RawPart fitting(RawPart part) {
        RawPart ordered = part.inOrderOf(training);
        requireSameInputs(ordered);
        return ordered;
    }

    private void requireSameInputs(RawPart part) {
        String start = part.where() + ": ";
        if (training.image() != null
                && part.image() != null
                && !training.image().equals(part.image())) {
            throw new DataException(
                    start + "the images are " + part.image() + " pixels, but those to train on " + training.image());
        }
        if ((training.image() == null) != (part.image() == null)) {
            throw new DataException(start + "one of the parts is of images, the other of rows of numbers");
        }
        if (training.inputs().features() != part.inputs().features()) {
            throw new DataException(start + "the examples have " + part.inputs().features()
                    + " features, but those to train on " + training.inputs().features());
        }
        if (!training.inputs().getClass().equals(part.inputs().getClass())) {
            throw new DataException(start + "one of the parts holds whole numbers from 0 to 255 as images do, the "
                    + "other does not; save both in the same way");
        }
    }
}
