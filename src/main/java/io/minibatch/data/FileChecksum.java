package io.minibatch.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a file holds, by which a run can be repeated on the same data.
 *
 * @param name of the file
 * @param sha256 of its content, decompressed, so that it does not matter who compressed it
 */
public record FileChecksum(String name, String sha256) {
    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
