package io.minibatch.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks of the outputs of a command. A command never overwrites its input, and replaces only what a command of its
 * kind has made: a file of the same kind, or the content of a folder that it has filled before. Links count as what
 * they lead to.
 */
public final class Outputs {
    private Outputs() {}

    /**
     * Refuses a folder that holds something else. A lock and temporary files that a killed process left do not count.
     *
     * @param marks names; an existing folder must contain one of them; none where the folder must be new or empty
     * @throws UncheckedIOException in one line that names the folder
     */
    public static void requireFolder(Path folder, String... marks) {
        requireName(folder, "folder");
        Path nearest = nearest(folder);
        if (!Files.isDirectory(nearest)) {
            throw failure(folder, "a file is where a folder should be");
        }
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            boolean empty = files.allMatch(file -> file.endsWith(FolderLock.FILE) || AtomicFile.isTemporary(file));
            if (!empty && Stream.of(marks).noneMatch(mark -> Files.exists(folder.resolve(mark)))) {
                throw failure(folder, "it is not empty; name another folder");
            }
        } catch (IOException unreadable) {
            throw failure(folder, Reason.of(unreadable));
        }
    }

    /**
     * Refuses a file that is an input, or that exists and is of another kind. An empty file, and what is no regular
     * file, such as a device, may be written.
     *
     * @param kind in words, as "a model"
     * @param isOfKind tells from the content of an existing file
     * @param inputs files that the command reads
     * @throws UncheckedIOException in one line that names the file
     */
    public static void requireFile(Path file, String kind, Predicate<Path> isOfKind, List<Path> inputs) {
        requireName(file, "file");
        if (Files.isDirectory(file)) {
            throw failure(file, "it is a folder; name a file");
        }
        Path absolute = file.toAbsolutePath();
        Path nearest = nearest(absolute);
        if (!nearest.equals(absolute) && !Files.isDirectory(nearest)) {
            throw failure(file, "a file is where a folder should be");
        }
        if (!nearest.equals(absolute) && !nearest.equals(absolute.getParent())) {
            throw failure(file, "no such file or folder");
        }
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            for (Path input : inputs) {
                if (Files.exists(input) && Files.isSameFile(file, input)) {
                    throw failure(file, "it is the input " + input + "; name another file");
                }
            }
            if (Files.size(file) > 0 && !isOfKind.test(file)) {
                throw failure(file, "it exists and is not " + kind + "; name another file");
            }
        } catch (IOException unreadable) {
            throw failure(file, Reason.of(unreadable));
        }
    }

    private static void requireName(Path path, String what) {
        if (path.toString().isEmpty()) {
            throw new UncheckedIOException("the name of the output " + what + " is empty; give one", new IOException());
        }
        if (path.toString().chars().anyMatch(Character::isISOControl)) {
            throw new UncheckedIOException(
                    "the name of the output " + what + ", '" + Excerpt.of(path.toString())
                            + "', has control characters; give another",
                    new IOException());
        }
    }

    /** Returns the path or the first of its parents that exists. */
    private static Path nearest(Path path) {
        Path nearest = path.toAbsolutePath();
        while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return nearest;
    }

    private static UncheckedIOException failure(Path path, String reason) {
        return new UncheckedIOException(path + ": cannot be written: " + reason, new IOException());
    }
}
