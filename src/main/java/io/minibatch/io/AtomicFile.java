package io.minibatch.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are never seen half-written. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Produces the content of a file. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file in the same folder, flushes it to the disk and moves it over the target. Where anything
     * fails, the target is what it was before and the temporary file is gone.
     */
    public static void write(Path target, Writing writing) throws IOException {
        Path absolute = target.toAbsolutePath();
        // Not createTempFile, whose files nobody else may read.
        String name =
                "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
        Path temporary = absolute.resolveSibling(name);
        try {
            try (FileChannel channel = FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                writing.to(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
