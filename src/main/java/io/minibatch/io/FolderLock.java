package io.minibatch.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a folder to one process at a time. The operating system holds the lock, on the file {@value #FILE} in the
 * folder, so it ends with the process, even after a {@code kill -9}. The file names the process and is removed with the
 * lock.
 */
public final class FolderLock implements AutoCloseable {
    static final String FILE = ".lock";

    /** The byte that is locked, behind the text: where locks are mandatory, other processes can still read the text. */
    private static final long LOCKED = 1L << 30;

    private static final int LONGEST_TEXT = 1024;

    private static final Pattern HOLDER = Pattern.compile("process (\\d+), since (\\S+)");

    /** By how much the start of a process, which is counted in ticks since the machine's, may be wrong. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private static final long BETWEEN_TRIES_MS = 100;

    /**
     * The locked folders of this process and what their files say. POSIX drops a file's locks as soon as the process
     * closes any of its descriptors for that file, so a folder in this table must not have its lock file opened again.
     */
    private static final Map<Path, String> OF_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;
    private final FileChannel locked;
    private final FileChannel compared;
    private boolean closed;

    private FolderLock(Path folder, FileChannel locked, FileChannel compared) {
        this.folder = folder;
        this.locked = locked;
        this.compared = compared;
    }

    /** Either the lock, or what the file of another holder says. */
    private record Attempt(@Nullable FolderLock lock, String holder) {}

    /**
     * Locks a folder, which is made where it is missing, and removes the temporary files of {@link AtomicFile} that a
     * killed process left directly in it.
     *
     * @throws UncheckedIOException if another process holds the lock or the folder cannot be locked, in one line
     */
    public static FolderLock take(Path folder) {
        Attempt attempt = attempt(folder);
        if (attempt.lock == null) {
            throw new UncheckedIOException(
                    folder + ": in use by another minibatch (" + attempt.holder
                            + "); wait until that has ended, or name another folder",
                    new IOException());
        }
        return attempt.lock;
    }

    /**
     * Locks a folder as {@link #take} does, but waits while another process holds the lock.
     *
     * @param notice receives one line before a wait
     * @throws UncheckedIOException if the folder cannot be locked, in one line
     */
    public static FolderLock await(Path folder, Consumer<String> notice) {
        Attempt attempt = attempt(folder);
        if (attempt.lock == null) {
            notice.accept("Waiting for another minibatch (" + attempt.holder + ") that uses " + folder);
        }
        while (attempt.lock == null) {
            try {
                Thread.sleep(BETWEEN_TRIES_MS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(folder + ": interrupted while waiting", new InterruptedIOException());
            }
            attempt = attempt(folder);
        }
        return attempt.lock;
    }

    /**
     * Returns whether a living process has locked a folder, without touching the lock: a probe that took it for a
     * moment could turn away a process that needs it. The process is the one that the file names and that already ran
     * when it wrote the file; a folder that another machine has locked counts as free.
     */
    public static boolean isHeld(Path folder) {
        try {
            if (OF_THIS_PROCESS.containsKey(folder.toRealPath())) {
                return true;
            }
            Matcher holder = HOLDER.matcher(Files.readString(folder.resolve(FILE), StandardCharsets.UTF_8));
            return holder.lookingAt() && isAlive(Long.parseLong(holder.group(1)), Instant.parse(holder.group(2)));
        } catch (IOException | DateTimeException | NumberFormatException noHolder) {
            return false;
        }
    }

    private static boolean isAlive(long process, Instant since) {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .filter(start -> start.truncatedTo(ChronoUnit.SECONDS).compareTo(since.plus(CLOCK_TOLERANCE)) <= 0)
                .isPresent();
    }

    private static Attempt attempt(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            return attemptIn(folder.toRealPath());
        } catch (IOException failure) {
            throw new UncheckedIOException(folder + ": cannot be written: " + Reason.of(failure), failure);
        }
    }

    private static Attempt attemptIn(Path folder) throws IOException {
        String text = "process " + ProcessHandle.current().pid() + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "\n";
        String other = OF_THIS_PROCESS.putIfAbsent(folder, text);
        if (other != null) {
            return new Attempt(null, holder(other));
        }
        Attempt attempt = new Attempt(null, "");
        try {
            attempt = lock(folder, text);
        } finally {
            if (attempt.lock == null) {
                OF_THIS_PROCESS.remove(folder);
            }
        }
        if (attempt.lock != null) {
            try {
                AtomicFile.removeLeftovers(folder);
            } catch (RuntimeException failed) {
                attempt.lock.close();
                throw failed;
            }
        }
        return attempt;
    }

    private static Attempt lock(Path folder, String text) throws IOException {
        Path file = folder.resolve(FILE);
        while (true) {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileChannel second = null;
            boolean kept = false;
            try {
                if (tryLock(channel) == null) {
                    return new Attempt(null, holder(read(channel)));
                }
                channel.truncate(0).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
                // The holder before may have removed the file after it was opened here: then this lock excludes nobody.
                second = openAgain(file);
                if (second != null && read(second).equals(text)) {
                    kept = true;
                    return new Attempt(new FolderLock(folder, channel, second), "");
                }
            } finally {
                if (!kept) {
                    channel.close();
                    if (second != null) {
                        second.close();
                    }
                }
            }
        }
    }

    private static @Nullable FileChannel openAgain(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException removed) {
            return null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED, 1, false);
        } catch (OverlappingFileLockException heldByAnotherClassLoader) {
            return null;
        } catch (IOException unsupported) {
            throw new IOException(
                    "its file system has no locks (" + unsupported.getMessage() + "); use a folder on a local disk",
                    unsupported);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_TEXT);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static String holder(String text) {
        return text.lines().findFirst().orElse("just started");
    }

    /** Removes the file and lets others lock the folder. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (locked;
                compared) {
            Files.deleteIfExists(folder.resolve(FILE));
        } catch (IOException left) {
            // Another process can still lock the file that stays.
        } finally {
            OF_THIS_PROCESS.remove(folder);
        }
    }
}
