package io.minibatch.data;

import io.minibatch.io.CacheFolder;
import io.minibatch.io.Reason;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Finds the data: the folder that was asked for, {@code $MINIBATCH_DATA}, the cache, the network, and at last the built-in
 * digits. A folder that was named must be whole; nothing is put in its place.
 */
public final class DataLoader {
    /** The variable that names a folder with the four IDX files. */
    public static final String VARIABLE = "MINIBATCH_DATA";

    private static final String NOT_MNIST = """
            ********************************************************************************
            **  THIS IS NOT MNIST. MNIST was not found and not downloaded, so the program **
            **  draws digits of its own; their figures compare with nothing published.    **
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
     * Loads the data and cuts them down as the options say.
     *
     * @throws DataException where what was asked for is missing or damaged
     */
    public Split load(DataOptions options, Notices notices) {
        Split split = find(options, notices);
        return new Split(
                cut(split.training(), options.classes(), "train-size", options.trainingSize()),
                cut(split.validation(), options.classes(), "validation-size", options.validationSize()),
                split.test() == null ? null : cut(split.test(), options.classes(), "", 0),
                split.source());
    }

    private Split find(DataOptions options, Notices notices) {
        if (options.folder() != null) {
            return IdxFolder.read(options.folder(), "data");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return IdxFolder.read(folder(variable), VARIABLE);
        }
        Split cached = cache.read();
        if (cached == null && cache.isComplete() && options.offline()) {
            throw new DataException(
                    cache.folder() + ": a cached file is damaged; when not offline, the program downloads it anew");
        }
        if (cached == null && !options.offline() && cache.fill(notices)) {
            cached = cache.read();
        }
        if (cached != null) {
            return cached;
        }
        NOT_MNIST.lines().forEach(notices::notice);
        return BuiltInDigits.split();
    }

    private static Path folder(String variable) {
        try {
            return Path.of(variable);
        } catch (InvalidPathException wrong) {
            throw new DataException(VARIABLE + ": " + Reason.of(wrong));
        }
    }

    private static Dataset cut(Dataset data, List<Integer> classes, String setting, int size) {
        Dataset kept = data;
        if (!classes.isEmpty()) {
            try {
                kept = data.onlyClasses(classes.stream().map(String::valueOf).toList());
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
