package io.minibatch.report;

import io.minibatch.io.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder == null || !Files.isDirectory(folder)) {
                throw new FileSystemException(file.toString(), null, "there is no folder " + folder);
            }
            AtomicFile.write(file, out -> encode(picture, out));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    private static void encode(BufferedImage picture, OutputStream out) throws IOException {
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IOException("pixels of this type cannot be written as PNG");
            }
        }
    }

    /** The message of such an exception names the temporary file, which the user has never heard of. */
    private static String reason(IOException exception) {
        if (exception instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return exception instanceof FileSystemException
                ? exception.getClass().getSimpleName()
                : String.valueOf(exception.getMessage());
    }
}
