package io.minibatch.data.format;

import io.minibatch.io.Reason;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file that is read from its beginning to its end, decompressed where gzip made it. */
public final class SourceFile {
    private static final int BUFFER = 1 << 16;

    /** The bytes of an array that a file may hold: Java's arrays end a little below 2 GiB. */
    public static final int MOST_BYTES = Integer.MAX_VALUE - BUFFER;

    private SourceFile() {}

    /** Makes something of the content of a file. */
    interface Reading<R> {
        R from(InputStream in) throws IOException;
    }

    /** Opens a file, decompressing it where it begins as gzip files do. */
    public static InputStream open(Path file) throws IOException {
        return decompressed(Files.newInputStream(file));
    }

    /** Returns a stream, decompressed where it begins as gzip files do. The stream is closed where this fails. */
    static InputStream decompressed(InputStream stream) throws IOException {
        InputStream in = new BufferedInputStream(stream, BUFFER);
        try {
            in.mark(2);
            boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return compressed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
        } catch (IOException failure) {
            in.close();
            throw failure;
        }
    }

    /**
     * Reads a file.
     *
     * @param digest takes all decompressed bytes that are read
     * @throws FormatException if it cannot be read, in one line
     */
    static <R> R read(Path file, MessageDigest digest, Reading<R> reading) {
        return read(Source.of(file), digest, reading);
    }

    /** Reads a source as {@link #read(Path, MessageDigest, Reading)} does. */
    static <R> R read(Source source, MessageDigest digest, Reading<R> reading) {
        try (InputStream in = new DigestInputStream(source.open(), digest)) {
            return reading.from(in);
        } catch (IOException failure) {
            throw refusal(source.name(), failure);
        }
    }

    /** Returns the refusal of a file, or of something in it, that cannot be read. */
    static FormatException refusal(String where, IOException failure) {
        if (failure instanceof EOFException) {
            return new FormatException(where + ": the file is cut off");
        }
        if (failure instanceof ZipException) {
            return new FormatException(where + ": the compressed data are damaged (" + Reason.of(failure) + ")");
        }
        if (failure instanceof CharacterCodingException) {
            return new FormatException(where + ": is not text in UTF-8; save it as UTF-8");
        }
        return new FormatException(where + ": cannot be read: " + Reason.of(failure));
    }
}
