package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.data.format.IdxReader;
import io.minibatch.data.format.NumericArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of MNIST or of a data set of the same form: images and labels to train on, and perhaps two more files for
 * validation and two to test with.
 */
final class IdxFolder {
    /** Images and labels to train on, images and labels to test with. */
    static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /** Images and labels for validation, which most data sets have not. */
    static final List<String> VALIDATION_NAMES =
            List.of("validation-images-idx3-ubyte", "validation-labels-idx1-ubyte");

    private final Path folder;
    private final List<IdxName> names;
    private final FormatOptions options;
    private final List<FileChecksum> checksums = new ArrayList<>();

    private IdxFolder(Path folder, List<IdxName> names, FormatOptions options) {
        this.folder = folder;
        this.names = names;
        this.options = options;
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

    /** Returns the files of a folder that have the names of IDX files. */
    static List<IdxName> names(FolderListing listing) {
        List<IdxName> names = new ArrayList<>();
        for (Path file : listing.files()) {
            IdxName name = IdxName.of(file);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Reads the set in a folder.
     *
     * @throws DataException if there are several sets, or a file is missing or damaged
     */
    static RawParts read(Path folder) {
        return read(FolderListing.of(folder), FormatOptions.DEFAULTS);
    }

    static RawParts read(FolderListing listing, FormatOptions options) {
        List<IdxName> names = names(listing);
        List<String> prefixes = names.stream().map(IdxName::prefix).distinct().toList();
        if (prefixes.size() > 1) {
            throw new DataException(listing.folder() + ": has the files of " + prefixes.size() + " sets, "
                    + listing.shown().replaceFirst("^it has ", "") + "; choose one by naming its file, for example "
                    + names.get(0).file());
        }
        return new IdxFolder(listing.folder(), names, options).read(prefixes.isEmpty() ? "" : prefixes.get(0));
    }

    /** Reads the set that a file belongs to. */
    static RawParts readSetOf(IdxName file, FormatOptions options) {
        FolderListing listing = listingOf(file);
        List<IdxName> names = names(listing).stream()
                .filter(name -> name.prefix().equals(file.prefix()))
                .toList();
        return new IdxFolder(listing.folder(), names, options).read(file.prefix());
    }

    /** Reads the part that a file belongs to, images and labels. */
    static RawParts readPartOf(IdxName file, FormatOptions options) {
        FolderListing listing = listingOf(file);
        List<IdxName> names = names(listing).stream()
                .filter(name -> name.prefix().equals(file.prefix()) && name.part() == file.part())
                .toList();
        IdxFolder folder = new IdxFolder(listing.folder(), names, options);
        RawPart part = folder.part(file.part(), file.prefix());
        String name = file.file().getFileName().toString();
        return new RawParts(name, part, null, null, name, folder.checksums);
    }

    private static FolderListing listingOf(IdxName file) {
        return FolderListing.of(
                Objects.requireNonNull(file.file().toAbsolutePath().normalize().getParent()));
    }

    private RawParts read(String prefix) {
        RawPart training = part(IdxName.Part.TRAINING, prefix);
        RawPart test = has(IdxName.Part.TEST) ? part(IdxName.Part.TEST, prefix) : null;
        RawPart validation = has(IdxName.Part.VALIDATION) ? part(IdxName.Part.VALIDATION, prefix) : null;
        String set = prefix.replaceFirst("[-_.]+$", "");
        String name = Mnist.matches(checksums)
                ? "MNIST"
                : set.isEmpty() ? folder.getFileName().toString() : set;
        return new RawParts(name, training, validation, test, name + " from " + folder, checksums);
    }

    private boolean has(IdxName.Part part) {
        return names.stream().anyMatch(name -> name.part() == part);
    }

    private RawPart part(IdxName.Part part, String prefix) {
        IdxName images = find(part, true, prefix);
        IdxName labels = find(part, false, prefix);
        NumericArray inputs = read(images);
        Answers answers = answers(read(labels), labels.file(), prefix);
        if (inputs.shape()[0] != answers.size()) {
            throw new DataException(folder + ": " + images.file().getFileName() + " has " + inputs.shape()[0]
                    + " images, but " + labels.file().getFileName() + " has " + answers.size() + " labels");
        }
        if (inputs.size() == 0) {
            throw new DataException(images.file() + ": has no images");
        }
        int features = inputs.size() / inputs.shape()[0];
        return new RawPart(
                images.file().toString(),
                inputs.isUnsignedBytes()
                        ? new Inputs.Bytes(inputs.data(), features)
                        : new Inputs.Floats(inputs.floats(), features),
                // A model does not say the scale of numbers, so only bytes are pictures.
                inputs.rank() == 3 && inputs.isUnsignedBytes()
                        ? new ImageSize(inputs.shape()[1], inputs.shape()[2])
                        : null,
                List.of(),
                answers);
    }

    private Answers answers(NumericArray labels, Path file, String prefix) {
        Answers answers = new AnswerColumns(file.toString(), options).of(labels, AnswerColumns.Usual.FIRST);
        if (!(answers instanceof Answers.Numbers numbers) || numbers.role() == Answers.Role.TARGETS) {
            return answers;
        }
        for (int i = 0; i < numbers.size(); i++) {
            double label = numbers.values()[i];
            if (!(label >= 0) || label != Math.rint(label)) {
                throw new DataException(file + ": the label of example " + (i + 1) + " is " + label
                        + "; labels of IDX files are whole numbers from 0 up");
            }
        }
        Path mapping = folder.resolve(prefix + "mapping.txt");
        if (Files.isRegularFile(mapping)) {
            return LabelMapping.read(mapping).names(numbers);
        }
        ClassNames names = ClassNames.in(folder);
        return names == null ? numbers : names.of(numbers);
    }

    private IdxName find(IdxName.Part part, boolean images, String prefix) {
        for (IdxName name : names) {
            if (name.part() == part && name.images() == images) {
                return name;
            }
        }
        String missing = new IdxName(folder, prefix, part, !images).partner();
        throw new DataException(folder + ": missing " + missing + " (plain or .gz); "
                + FolderListing.of(folder).shown());
    }

    private NumericArray read(IdxName name) {
        MessageDigest digest = FileChecksum.newDigest();
        NumericArray array = IdxReader.read(name.file(), digest);
        checksums.add(FileChecksum.of(Path.of(name.canonical()), digest));
        return array;
    }
}
