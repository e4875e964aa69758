package io.minibatch.data.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file, or what was read from a stream, that can be opened any number of times.
 *
 * @param name in messages
 */
public record Source(String name, Opening opening) {
    /** Opens the content as it is stored. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /** Returns a file. */
    public static Source of(Path file) {
        return new Source(file.toString(), () -> Files.newInputStream(file));
    }

    /** Returns bytes in memory. */
    public static Source of(String name, byte[] content) {
        return new Source(name, () -> new ByteArrayInputStream(content));
    }

    /** Opens the content, decompressed where it begins as gzip files do. */
    InputStream open() throws IOException {
        return SourceFile.decompressed(opening.open());
    }
}
