package io.minibatch.data;

import io.minibatch.io.CacheFolder;
import io.minibatch.io.Reason;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Finds the data: the file or folder that was asked for, {@code $MINIBATCH_DATA}, the cache, the network, and at last
 * the built-in digits. A folder that was named must be whole; nothing is put in its place.
 */
public final class DataLoader {
    /** The variable that names a file or folder with data. */
    public static final String VARIABLE = "MINIBATCH_DATA";

    private static final String NOT_MNIST = """
            ********************************************************************************
            **  THIS IS NOT MNIST. MNIST was not found and not downloaded, so the program **
            **  generates synthetic digits: figures do not compare with published ones.   **
            **  For MNIST, put its four files into a folder and name it by --data DIR.    **
            ********************************************************************************
            """;

    private final Map<String, String> environment;
    private final Cache cache;

    DataLoader(Map<String, String> environment, Path home, List<URI> mirrors, List<FileChecksum> files) {
        this.environment = environment;
        this.cache = new Cache(CacheFolder.of(environment, home).resolve("mnist"), mirrors, files);
    }

    /** Returns the loader that looks at this process's environment and MNIST's mirrors. */
    public static DataLoader standard() {
        return new DataLoader(System.getenv(), Path.of(System.getProperty("user.home")), Mnist.MIRRORS, Mnist.FILES);
    }

    /** Returns where downloads are kept. */
    public Path cacheFolder() {
        return cache.folder();
    }

    /**
     * Loads data, divides them into parts, and cuts, standardizes and weights them as the options say.
     *
     * @throws DataException if what was asked for is missing or damaged
     */
    public Split load(DataOptions options, DataListener listener) {
        return finish(find(options, listener), options, listener);
    }

    /**
     * Divides data that come from no file into parts, and does to them what {@link #load} does.
     *
     * @throws DataException if there are too few, or the options are for files
     */
    public static Split divide(Dataset all, DataOptions options, DataListener listener) {
        Parts parts = new Parts(all, null, null, new DataSource("data from memory", false, List.of()));
        return divide(parts, options, listener);
    }

    /**
     * Returns the built-in digits, cut, standardized and weighted as the options say.
     *
     * @throws DataException if the options are for files
     */
    public static Split builtIn(DataOptions options, DataListener listener) {
        return divide(BuiltInDigits.parts(), options, listener);
    }

    private static Split divide(Parts parts, DataOptions options, DataListener listener) {
        requireUsualFormat(options, parts.source().description());
        if (options.split().validationData() != null) {
            throw new DataException(parts.source().description() + ": validationData is for data in files");
        }
        return finish(Splitter.split(parts, options.split(), SplitRule.DEFAULT), options, listener);
    }

    private static void requireUsualFormat(DataOptions options, String data) {
        if (!options.format().equals(FormatOptions.DEFAULTS)) {
            throw new DataException(data + ": settings of columns and transpose are for data in files");
        }
    }

    private static Split finish(Split whole, DataOptions options, DataListener listener) {
        Selection kept = options.selection();
        Split split = new Split(
                cut(whole.training(), kept.classes(), "train-size", kept.trainingSize()),
                cut(whole.validation(), kept.classes(), "validation-size", kept.validationSize()),
                whole.test() == null ? null : cut(whole.test(), kept.classes(), "", 0),
                described(whole, options),
                null,
                null,
                whole.rule());
        SplitExamination.doubts(split).forEach(listener::message);
        if (!options.standardize()) {
            SplitExamination.largeFeatures(split.training()).ifPresent(listener::message);
        }
        return weighted(options.standardize() ? standardized(split) : split, options.classWeights());
    }

    /** Returns the source with what the options make of its files. */
    private static DataSource described(Split split, DataOptions options) {
        StringJoiner reading = new StringJoiner(", ");
        FormatOptions format = options.format();
        if (format.labelColumn() != null) {
            reading.add("label column " + format.labelColumn());
        }
        if (!format.targetColumns().isEmpty()) {
            reading.add("target columns " + String.join(" ", format.targetColumns()));
        }
        if (format.transpose()) {
            reading.add("transposed");
        }
        if (options.split().share() != null) {
            reading.add("validation share " + options.split().share());
        }
        if (split.rule() instanceof SplitRule.Stratified stratified) {
            reading.add("stratified with seed " + stratified.seed());
        }
        DataSource source = split.source();
        return new DataSource(source.description(), source.builtIn(), source.files(), reading.toString());
    }

    private Split find(DataOptions options, DataListener listener) {
        if (options.path() != null) {
            return read(options.path(), "data", options, listener);
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return read(folder(variable), VARIABLE, options, listener);
        }
        requireUsualFormat(options, "MNIST and the synthetic digits");
        RawParts cached = cache.read();
        if (cached == null && cache.isComplete() && options.offline()) {
            throw new DataException(
                    cache.folder() + ": a cached file is damaged; when not offline, the program downloads it anew");
        }
        if (cached == null && !options.offline() && cache.fill(listener)) {
            cached = cache.read();
        }
        if (cached != null) {
            return split(cached, options, listener);
        }
        NOT_MNIST.lines().forEach(listener::message);
        return Splitter.split(BuiltInDigits.parts(), options.split(), SplitRule.DEFAULT);
    }

    private static Split read(Path path, String origin, DataOptions options, DataListener listener) {
        return split(DataFiles.read(path, origin, options.format()), options, listener);
    }

    private static Split split(RawParts found, DataOptions options, DataListener listener) {
        Path validation = options.split().validationData();
        RawParts all = validation == null
                ? found
                : found.withValidation(DataFiles.readPart(validation, "validation-data", options.format()));
        SplitRule usual = Mnist.matches(found.files()) ? new SplitRule.Ordered() : SplitRule.DEFAULT;
        Parts parts = all.parts();
        parts.notices().forEach(listener::message);
        return Splitter.split(parts, options.split(), usual);
    }

    private static Split standardized(Split split) {
        Standardization standardization =
                Standardization.of(split.training().examples().inputs());
        Dataset test = split.test();
        return new Split(
                standardized(split.training(), standardization),
                standardized(split.validation(), standardization),
                test == null ? null : standardized(test, standardization),
                split.source(),
                standardization,
                null,
                split.rule());
    }

    private static Dataset standardized(Dataset data, Standardization standardization) {
        return data.withInputs(standardization.apply(data.examples().inputs()));
    }

    private static Split weighted(Split split, @Nullable ClassWeights weights) {
        return weights == null
                ? split
                : new Split(
                        weights.apply(split.training()),
                        split.validation(),
                        split.test(),
                        split.source(),
                        split.standardization(),
                        null,
                        split.rule());
    }

    private static Path folder(String variable) {
        try {
            return Path.of(variable);
        } catch (InvalidPathException wrong) {
            throw new DataException(VARIABLE + ": " + Reason.of(wrong));
        }
    }

    private static Dataset cut(Dataset data, List<String> classes, String setting, int size) {
        Dataset kept = data;
        if (!classes.isEmpty()) {
            try {
                kept = data.onlyClasses(classes);
            } catch (DataException wrong) {
                throw new DataException("classes", ": " + wrong.getMessage());
            }
        }
        if (size > kept.size()) {
            throw new DataException(setting, size + ": there are only " + kept.size() + " in " + kept.name());
        }
        return size == 0 ? kept : kept.slice(0, size);
    }
}
