package io.minibatch.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that grow line by line. */
public final class LineFile {
    private LineFile() {}

    /** Appends a line in UTF-8 and flushes it to the disk; makes the file where it is missing. */
    public static void append(Path file, String line) throws IOException {
        append(file, line, FileChannel::open);
    }

    static void append(Path file, String line, ChannelOpener opener) throws IOException {
        try (FileChannel channel =
                opener.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
