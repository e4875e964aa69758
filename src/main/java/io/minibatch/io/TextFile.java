package io.minibatch.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files, up to a size: what a file is called does not keep it from being a disk image or a device. */
public final class TextFile {
    /** The most bytes of a file that is read whole: 256 MiB. */
    private static final int MOST_BYTES = 256 << 20;

    private TextFile() {}

    /**
     * Returns the content of a file.
     *
     * @throws IOException if it cannot be read or has more than 256 MiB
     */
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (in.read() >= 0) {
                throw new IOException("it is larger than 256 MiB");
            }
            return bytes;
        }
    }

    /**
     * Returns the text of a file.
     *
     * @throws IOException if it cannot be read, has more than 256 MiB, or is not UTF-8
     */
    public static String read(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes(file)))
                .toString();
    }
}
