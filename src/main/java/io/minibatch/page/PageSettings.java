package io.minibatch.page;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders and the address of a page.
 *
 * @param folders of runs, searches and experiments, at least one; they may not exist yet
 * @param host the name or address that it listens on, null for the loopback address
 * @param port 1 to 65535, null for the first free one from {@value #FIRST_PORT} on
 * @param token that callers of another than the loopback address need, null for a new one
 * @param model the model file that answers where a caller names no run, null for that of the newest run
 * @param data finds the data by which the model of a run is evaluated
 */
public record PageSettings(
        List<Path> folders,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String token,
        @Nullable Path model,
        RunData data) {
    /** The port where none is asked for and it is free. */
    public static final int FIRST_PORT = 8642;

    private static final int LAST_PORT = 65535;

    public PageSettings {
        folders = List.copyOf(folders);
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("a page needs at least one folder");
        }
        if (port != null && (port < 1 || port > LAST_PORT)) {
            throw new IllegalArgumentException("port: must be from 1 to " + LAST_PORT + ", not " + port);
        }
    }
}
