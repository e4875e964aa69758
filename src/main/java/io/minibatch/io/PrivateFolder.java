package io.minibatch.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder that only this user can write, for libraries that are to be loaded. On Windows a user's folders are closed
 * to others as they are.
 */
public final class PrivateFolder {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final boolean temporary;

    private PrivateFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /** The content that a file must have. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;

        /** Returns what changes with the content and takes no reading of it, or null if there is nothing. */
        default @Nullable String version() throws IOException {
            return null;
        }
    }

    /**
     * Returns {@code natives} in a cache folder, made where it is missing. Where it cannot be made, or it or the cache
     * belongs to another user, it is a new temporary folder instead, which is deleted at the end of the process.
     *
     * @throws IOException if the temporary folder cannot be made
     */
    public static PrivateFolder natives(Path cache) throws IOException {
        Path natives = cache.toAbsolutePath().resolve("natives");
        if (!isPosix(natives)) {
            return new PrivateFolder(Files.createDirectories(natives), false);
        }
        if (isMade(natives) && belongsToUs(cache) && belongsToUs(natives)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(cache));
            if (permissions.removeAll(WRITE_OF_OTHERS)) {
                Files.setPosixFilePermissions(cache, permissions);
            }
            Files.setPosixFilePermissions(natives, OURS);
            return new PrivateFolder(natives, false);
        }
        Path substitute = Files.createTempDirectory("minibatch-natives-", readAndWrittenByUs());
        substitute.toFile().deleteOnExit();
        return new PrivateFolder(substitute, true);
    }

    /**
     * Makes a folder private.
     *
     * @throws IOException if it cannot be made or belongs to another user
     */
    public static void create(Path folder) throws IOException {
        if (!isPosix(folder)) {
            Files.createDirectories(folder);
            return;
        }
        Files.createDirectories(folder, readAndWrittenByUs());
        if (!belongsToUs(folder)) {
            throw new IOException("it belongs to another user");
        }
        Files.setPosixFilePermissions(folder, OURS);
    }

    /** Returns a private folder in this one, made where it is missing. */
    public PrivateFolder folder(String name) throws IOException {
        Path inner = path.resolve(name);
        create(inner);
        if (temporary) {
            inner.toFile().deleteOnExit();
        }
        return new PrivateFolder(inner, temporary);
    }

    public Path path() {
        return path;
    }

    /**
     * Returns the file of that name, replaced unless it is this user's and has the content, byte for byte. A content
     * with a {@link Content#version version} is compared once: a record beside the file tells that neither has changed
     * since.
     *
     * @throws IOException if the content cannot be read or the file cannot be written
     */
    public Path file(String name, Content content) throws IOException {
        Path file = path.resolve(name);
        Path record = path.resolve(name + ".compared");
        if (isOurs(file) && isOurs(record) && Files.readString(record).equals(state(file, content))) {
            return file;
        }
        if (!isOurs(file) || !holds(file, content)) {
            Files.deleteIfExists(file);
            AtomicFile.write(file, out -> {
                try (InputStream in = content.open()) {
                    in.transferTo(out);
                }
            });
        }
        String state = temporary ? null : state(file, content);
        if (state != null) {
            Files.deleteIfExists(record);
            AtomicFile.writeText(record, state);
        }
        if (temporary) {
            file.toFile().deleteOnExit();
        }
        return file;
    }

    /**
     * Returns what changes with the file or the content, null if that is unknown: nobody can set the time of a
     * change.
     */
    private static @Nullable String state(Path file, Content content) throws IOException {
        String version = content.version();
        if (version == null
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        return version + " "
                + new TreeMap<>(Files.readAttributes(file, "unix:ino,size,ctime", LinkOption.NOFOLLOW_LINKS)) + "\n";
    }

    /** Returns whether it is a file, not a link, that no other user can write. */
    private boolean isOurs(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return !isPosix(file)
                || Files.getOwner(file).equals(Files.getOwner(path))
                        && Files.getPosixFilePermissions(file).stream().noneMatch(WRITE_OF_OTHERS::contains);
    }

    private static boolean holds(Path file, Content content) throws IOException {
        try (InputStream expected = content.open();
                InputStream actual = Files.newInputStream(file)) {
            byte[] one = new byte[BUFFER];
            byte[] other = new byte[BUFFER];
            int length;
            do {
                length = expected.readNBytes(one, 0, one.length);
                int read = actual.readNBytes(other, 0, other.length);
                if (!Arrays.equals(one, 0, length, other, 0, read)) {
                    return false;
                }
            } while (length > 0);
            return true;
        }
    }

    private static boolean isMade(Path folder) throws IOException {
        try {
            Files.createDirectories(folder, readAndWrittenByUs());
            return true;
        } catch (FileSystemException closedToUs) {
            return false;
        }
    }

    /** Compares its owner with that of a new file in it: a user's name says less, and not every user has one. */
    private static boolean belongsToUs(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, ".owner", null);
            try {
                return Files.getOwner(probe).equals(Files.getOwner(folder));
            } finally {
                Files.delete(probe);
            }
        } catch (IOException closedToUs) {
            return false;
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<Set<PosixFilePermission>> readAndWrittenByUs() {
        return PosixFilePermissions.asFileAttribute(OURS);
    }
}
