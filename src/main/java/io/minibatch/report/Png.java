package io.minibatch.report;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Outputs;
import io.minibatch.io.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files. */
public final class Png {
    /** Bytes of the signature and of the first chunk, IHDR. */
    private static final int HEAD = 8 + 25;

    /** The chunk after them, by which a picture of this program is known. */
    private static final byte[] SOFTWARE = software();

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

    /**
     * Refuses a file that exists and is not a picture of this program.
     *
     * @throws UncheckedIOException in one line that names the file
     */
    public static void requireReplaceable(Path file) {
        Outputs.requireFile(file, "a picture of minibatch", Png::isOurs, List.of());
    }

    private static boolean isOurs(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(HEAD);
            return Arrays.equals(SOFTWARE, in.readNBytes(SOFTWARE.length));
        } catch (IOException tooShortOrUnreadable) {
            return false;
        }
    }

    private static void encode(BufferedImage picture, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IOException("pixels of this type cannot be written as PNG");
            }
        }
        byte[] png = bytes.toByteArray();
        out.write(png, 0, HEAD);
        out.write(SOFTWARE);
        out.write(png, HEAD, png.length - HEAD);
    }

    private static byte[] software() {
        byte[] content = "tEXtSoftware\0minibatch".getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(content);
        return ByteBuffer.allocate(2 * Integer.BYTES + content.length)
                .putInt(content.length - Integer.BYTES)
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }
}
