package io.minibatch.report;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files. */
public final class Png {
    private Png() {}

    /**
     * Writes a picture, replacing a file of that name. The file is complete or as it was before.
     *
     * @throws UncheckedIOException in one line that names the file
     */
    public static void write(Path file, BufferedImage picture) {
        try {
            AtomicFile.write(file, out -> encode(picture, out));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be written: " + Reason.of(failure), failure);
        }
    }

    private static void encode(BufferedImage picture, OutputStream out) throws IOException {
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IOException("pixels of this type cannot be written as PNG");
            }
        }
    }
}
