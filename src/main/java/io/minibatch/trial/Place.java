package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.data.DataSource;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The backends, cores and data with which trials run.
 *
 * @param backends opens the backend with so many threads
 * @param cores threads that there are
 * @param device of a trial that shares it with others, in words
 * @param isShared whether several trials may run at once, each on a thread with its own backend; else those that run
 *     at the same time share a backend
 * @param data what tells these images from others, by {@link #dataOf}
 */
public record Place(IntFunction<Backend> backends, int cores, String device, boolean isShared, String data) {
    private static final int CHECKSUM_SHOWN = 12;

    /** Returns the device of a trial in words: one that runs alone has all threads. */
    public String device(boolean alone) {
        if (!alone || !isShared) {
            return device;
        }
        try (Backend backend = backends.apply(cores)) {
            return describe(backend);
        }
    }

    /** Returns the device of a backend in words. */
    public static String describe(Backend backend) {
        return backend.name() + ": " + backend.device();
    }

    /** Returns what decides the outcomes of trials beside their settings: the device and the data. */
    public String key() {
        return device + "\n" + data;
    }

    /**
     * Returns what tells data from others: their checksums and how they were read, for a folder that was moved is the
     * same.
     */
    public static String dataOf(DataSource source) {
        String files = source.builtIn()
                ? source.description()
                : source.files().stream()
                        .map(file -> file.name() + " " + file.sha256().substring(0, CHECKSUM_SHOWN))
                        .collect(Collectors.joining(", "));
        return source.reading().isEmpty() ? files : files + ", " + source.reading();
    }
}
