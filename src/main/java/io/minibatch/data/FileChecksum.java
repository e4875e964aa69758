package io.minibatch.data;

import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The checksum of a data file, so that a run can be repeated on the same data.
 *
 * @param name of the file
 * @param sha256 of its content, decompressed, so that it does not matter who compressed it
 */
public record FileChecksum(String name, String sha256) {
    /** Returns the checksum of a file, by its name without the ending of gzip. */
    public static FileChecksum of(Path file, MessageDigest digest) {
        return new FileChecksum(
                file.getFileName().toString().replaceFirst("\\.gz$", ""),
                HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Returns the checksum of a file as it is.
     *
     * @throws DataException if it cannot be read
     */
    public static FileChecksum of(Path file) {
        MessageDigest digest = newDigest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + Reason.of(failure));
        }
        return of(file, digest);
    }

    /** Returns the digest of checksums, SHA-256. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
