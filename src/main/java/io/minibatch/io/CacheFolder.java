package io.minibatch.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** The folder for files that can be downloaded or computed again. Source: XDG Base Directory Specification. */
public final class CacheFolder {
    private static final String VARIABLE = "XDG_CACHE_HOME";

    private CacheFolder() {}

    /** Returns this user's. */
    public static Path ofThisUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * Returns {@code minibatch} in {@code $XDG_CACHE_HOME}, or in {@code .cache} of the home folder.
     *
     * @throws UncheckedIOException in one line, where the variable is not a valid path
     */
    public static Path of(Map<String, String> environment, Path home) {
        String configured = environment.getOrDefault(VARIABLE, "");
        try {
            Path base = configured.isBlank() ? home.resolve(".cache") : Path.of(configured);
            return base.resolve("minibatch");
        } catch (InvalidPathException wrong) {
            throw new UncheckedIOException(VARIABLE + ": " + Reason.of(wrong), new IOException(wrong));
        }
    }
}
