package io.minibatch.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a file or folder.
 *
 * @param name of the data, which starts the names of the parts
 * @param description one line for the user
 * @param files what was read
 */
record RawParts(
        String name,
        RawPart training,
        @Nullable RawPart validation,
        @Nullable RawPart test,
        String description,
        List<FileChecksum> files) {
    RawParts {
        files = List.copyOf(files);
    }

    /** Returns this with the rows and columns of all images swapped. */
    RawParts transposed() {
        return new RawParts(
                name,
                training.transposed(),
                validation == null ? null : validation.transposed(),
                test == null ? null : test.transposed(),
                description + ", transposed",
                files);
    }

    /**
     * Returns this with validation data from elsewhere.
     *
     * @throws DataException where one of them has other parts than these
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
                name, training, other.training, test, description + ", validation data from " + other.name, all);
    }

    /**
     * Returns the data sets, whose classes are those of the training part.
     *
     * @throws DataException where the parts do not go together
     */
    Parts parts() {
        Stream.of(validation, test).filter(Objects::nonNull).forEach(this::requireSameInputs);
        Meaning meaning = Meaning.of(training);
        return new Parts(
                meaning.dataset(name + " training data", training),
                validation == null ? null : meaning.dataset(name + " validation data", validation),
                test == null ? null : meaning.dataset(name + " test data", test),
                new DataSource(description, false, files));
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
        List<String> names = training.features();
        for (int i = 0; i < names.size() && !part.features().isEmpty(); i++) {
            if (!names.get(i).equals(part.features().get(i))) {
                throw new DataException(
                        start + "feature " + (i + 1) + " is " + part.features().get(i) + ", but that to train on "
                                + names.get(i) + "; the columns must have the same order");
            }
        }
        if (!training.inputs().getClass().equals(part.inputs().getClass())) {
            throw new DataException(start + "one of the parts holds whole numbers from 0 to 255 as images do, the "
                    + "other does not; save both in the same way");
        }
    }
}
