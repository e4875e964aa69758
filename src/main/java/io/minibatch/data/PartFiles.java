package io.minibatch.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files or folders with a part of a data set each, by the words in their names.
 *
 * @param validation null if there is none
 * @param test null if there is none
 */
record PartFiles(
        Path training, @Nullable Path validation, @Nullable Path test) {
    /** Returns a file as the whole set. */
    static PartFiles of(Path training) {
        return new PartFiles(training, null, null);
    }

    /**
     * Returns the parts among files or folders; a single one is the training part. Null where none is named so.
     *
     * @throws DataException if two have the same name
     */
    static @Nullable PartFiles among(List<Path> paths) {
        Path training = find(paths, "train", "training");
        if (training == null) {
            return paths.size() == 1 ? of(paths.get(0)) : null;
        }
        return new PartFiles(training, find(paths, "validation", "valid", "val"), find(paths, "test", "testing"));
    }

    private static @Nullable Path find(List<Path> paths, String... words) {
        List<Path> found = paths.stream()
                .filter(path -> Stream.of(words).anyMatch(word -> isNamed(path, word)))
                .toList();
        if (found.size() > 1) {
            throw new DataException(found.get(0) + ": stands beside "
                    + found.get(1).getFileName() + "; name the file to use instead of its folder");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** Returns whether a name without its endings is a word or has it at an end, as {@code mnist_train.csv.gz}. */
    private static boolean isNamed(Path path, String word) {
        String name = path.getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("(\\.csv|\\.tsv|\\.txt)?(\\.gz)?$", "");
        return name.matches("(.*[-_. ])?" + word) || name.startsWith(word + "_") || name.startsWith(word + "-");
    }
}
