package io.minibatch.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which data to load.
 *
 * @param folder the folder of the IDX files, or null for the usual search
 * @param offline whether the network is left alone
 * @param classes the only classes to keep, empty for all
 * @param trainingSize how many training images to keep, 0 for all
 * @param validationSize how many validation images to keep, 0 for all
 */
public record DataOptions(
        @Nullable Path folder, boolean offline, List<Integer> classes, int trainingSize, int validationSize) {
    public DataOptions {
        classes = List.copyOf(classes);
        if (classes.size() == 1) {
            throw new IllegalArgumentException("classes needs at least two classes");
        }
        if (trainingSize < 0 || validationSize < 0) {
            throw new IllegalArgumentException("trainingSize and validationSize must not be negative");
        }
    }

    /** Returns the usual search and all of what it finds. */
    public static DataOptions defaults() {
        return new DataOptions(null, false, List.of(), 0, 0);
    }
}
