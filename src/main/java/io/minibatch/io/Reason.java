package io.minibatch.io;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file operation failed, in words: the messages of Java's own exceptions are often only a path. */
public final class Reason {
    private Reason() {}

    /** Returns the invalid path, why it is invalid, and what to do. */
    public static String of(InvalidPathException wrong) {
        return "'" + wrong.getInput() + "' is not a valid path"
                + (wrong.getReason().startsWith("Malformed input")
                        ? " in the locale's encoding, " + System.getProperty("sun.jnu.encoding")
                                + "; set LC_ALL=C.UTF-8"
                        : ": " + wrong.getReason());
    }

    public static String of(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return "a file is where a folder should be";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof CharacterCodingException) {
            return "it is not a text in UTF-8";
        }
        if (failure instanceof UnknownHostException) {
            return "the network has no such host: " + failure.getMessage();
        }
        if (failure instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
