package io.minibatch.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an IDX file, which says what it holds: {@code emnist-letters-train-images-idx3-ubyte.gz}.
 *
 * @param prefix of all files of a set, often empty
 * @param images whether it holds images, otherwise labels
 */
record IdxName(Path file, String prefix, Part part, boolean images) {
    private static final Pattern FORM = Pattern.compile(
            "(.*?)(train|t10k|test|validation|val)[-_](images|labels)[-.]idx[0-9]+-[a-z0-9]+(\\.gz)?",
            Pattern.CASE_INSENSITIVE);

    /** The parts of a set. */
    enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    /** Returns what a file's name says, null if it is no such name. */
    static @Nullable IdxName of(Path file) {
        Matcher matcher = FORM.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            return null;
        }
        Part part = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "train" -> Part.TRAINING;
            case "t10k", "test" -> Part.TEST;
            default -> Part.VALIDATION;
        };
        return new IdxName(file, matcher.group(1), part, matcher.group(3).equalsIgnoreCase("images"));
    }

    /** Returns the name without compression and with dashes alone, by which a file has the same checksum everywhere. */
    String canonical() {
        return file.getFileName().toString().replaceFirst("\\.gz$", "").replace(".idx", "-idx");
    }

    /** Returns the name of the file that goes with this one, as the published MNIST names it. */
    String partner() {
        String word = switch (part) {
            case TRAINING -> "train";
            case VALIDATION -> "validation";
            case TEST -> "t10k";
        };
        return prefix + word + (images ? "-labels-idx1-ubyte" : "-images-idx3-ubyte");
    }
}
