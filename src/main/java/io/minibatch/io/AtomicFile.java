package io.minibatch.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes files that are never seen half-written. */
public final class AtomicFile {
    private static final int BUFFER = 1 << 16;
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f]{1,16}\\.tmp");

    private AtomicFile() {}

    /** Produces the content of a file. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file in the same folder, flushes it to the disk and moves it over the target. Where
     * anything fails, the target is what it was before and the temporary file is gone. A link is followed, so that it
     * stays one; a target that is no file, such as a device, is written to directly; the permissions of an existing
     * file are kept.
     */
    public static void write(Path target, Writing writing) throws IOException {
        write(target, writing, FileChannel::open);
    }

    static void write(Path target, Writing writing, ChannelOpener opener) throws IOException {
        Path absolute = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.exists(absolute) && !Files.isRegularFile(absolute) && !Files.isDirectory(absolute)) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(absolute), BUFFER)) {
                writing.to(out);
            }
            return;
        }
        // Not createTempFile, whose files nobody else may read.
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + random + ".tmp");
        boolean created = false;
        try {
            try (FileChannel channel = opener.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
                created = true;
                keepPermissions(absolute, temporary);
                writing.to(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            if (created) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /**
     * Removes the temporary files that a killed process left directly in a folder. The caller holds the folder's
     * {@link FolderLock}: such a file of a running process is not left over.
     */
    public static void removeLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(AtomicFile::isTemporary).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(folder + ": cannot be cleaned up: " + Reason.of(failure), failure);
        }
    }

    /** Returns whether a file has the name of a temporary one. */
    static boolean isTemporary(Path file) {
        return TEMPORARY.matcher(String.valueOf(file.getFileName())).matches() && Files.isRegularFile(file);
    }

    /**
     * Writes a text in UTF-8, making its folder.
     *
     * @throws UncheckedIOException in one line that names the file
     */
    public static void writeText(Path target, String text) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new UncheckedIOException(target + ": cannot be written: " + Reason.of(failure), failure);
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from) && Files.getFileStore(from).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }
}
