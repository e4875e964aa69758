package io.minibatch.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The data to load and their preparation. Each {@code with} method returns other options.
 *
 * @param path file or folder of the data, null for the usual search
 * @param offline whether the network is left alone
 * @param standardize whether each feature is brought to mean 0 and deviation 1, by the training data
 * @param classWeights of the training data, null if all examples count the same
 */
public record DataOptions(
        @Nullable Path path,
        boolean offline,
        FormatOptions format,
        SplitOptions split,
        Selection selection,
        boolean standardize,
        @Nullable ClassWeights classWeights) {

    /** Returns the default search for MNIST, with all examples. */
    public static DataOptions defaults() {
        return new DataOptions(null, false, FormatOptions.DEFAULTS, SplitOptions.DEFAULTS, Selection.ALL, false, null);
    }

    /** Returns all data of a file or folder. */
    public static DataOptions of(Path path) {
        return defaults().with(path);
    }

    /** Returns this with data that are in a file or folder. */
    public DataOptions with(Path other) {
        return new DataOptions(other, offline, format, split, selection, standardize, classWeights);
    }

    /** Returns this without downloads. */
    public DataOptions withoutDownload() {
        return new DataOptions(path, true, format, split, selection, standardize, classWeights);
    }

    public DataOptions with(FormatOptions other) {
        return new DataOptions(path, offline, other, split, selection, standardize, classWeights);
    }

    public DataOptions with(SplitOptions other) {
        return new DataOptions(path, offline, format, other, selection, standardize, classWeights);
    }

    public DataOptions with(Selection other) {
        return new DataOptions(path, offline, format, split, other, standardize, classWeights);
    }

    public DataOptions withStandardization() {
        return new DataOptions(path, offline, format, split, selection, true, classWeights);
    }

    public DataOptions with(ClassWeights other) {
        return new DataOptions(path, offline, format, split, selection, standardize, other);
    }
}
