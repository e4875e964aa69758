package io.minibatch.data;

import io.minibatch.io.Reason;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads IDX files of unsigned bytes, plain or compressed by gzip: the bytes 0, 0, 8 and the rank, each dimension as a
 * big-endian int, the data. Source: Y. LeCun, C. Cortes, C. Burges, <i>The MNIST Database</i>, "File formats".
 *
 * <p>What a file says about its size is not believed: memory grows with the bytes that arrive.
 */
public final class IdxReader {
    private static final int UNSIGNED_BYTE = 8;
    private static final int BUFFER = 1 << 16;

    /** What a file may hold: Java's arrays end a little below 2 GiB. */
    static final int MOST_BYTES = Integer.MAX_VALUE - BUFFER;

    private IdxReader() {}

    /**
     * Reads a whole file.
     *
     * @throws DataException where it is missing, damaged, of another type, or longer or shorter than it says
     */
    public static Idx read(Path file) {
        return read(file, FileChecksum.newDigest());
    }

    /** As {@link #read(Path)}, and the decompressed bytes go through the digest. */
    static Idx read(Path file, MessageDigest digest) {
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder, not an IDX file");
        }
        if (!Files.exists(file)) {
            throw new DataException(file + ": no such file");
        }
        try (InputStream in = new DigestInputStream(open(file), digest)) {
            int[] shape = readShape(file, in);
            return new Idx(shape, readData(file, in, shape));
        } catch (EOFException cut) {
            throw new DataException(file + ": the file is cut off");
        } catch (ZipException damaged) {
            throw new DataException(file + ": the gzip data are damaged (" + damaged.getMessage() + ")");
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    /** Opens a file, decompressing it where it begins as gzip files do. */
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(2);
            boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return compressed ? new GZIPInputStream(in, BUFFER) : in;
        } catch (IOException failure) {
            in.close();
            throw failure;
        }
    }

    private static int[] readShape(Path file, InputStream in) throws IOException {
        byte[] magic = readFully(in, 4);
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: is not an IDX file: it begins with %02x %02x, not 00 00",
                    file,
                    magic[0],
                    magic[1]));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: holds elements of type 0x%02x; only unsigned bytes (0x08) are read",
                    file,
                    magic[2]));
        }
        int[] shape = new int[magic[3] & 0xFF];
        if (shape.length == 0) {
            throw new DataException(file + ": has no dimensions");
        }
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = ByteBuffer.wrap(readFully(in, 4)).getInt();
            size = shape[i] < 0 || size * shape[i] > MOST_BYTES ? Long.MAX_VALUE : size * shape[i];
            if (size == Long.MAX_VALUE) {
                throw new DataException(
                        file + ": says that it holds " + describe(shape, i) + " bytes, which is too many");
            }
        }
        return shape;
    }

    private static String describe(int[] shape, int last) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            text.append(i == 0 ? "" : "×").append(Integer.toUnsignedLong(shape[i]));
        }
        return text.toString();
    }

    private static byte[] readData(Path file, InputStream in, int[] shape) throws IOException {
        long expected = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
        byte[] data = in.readNBytes((int) expected);
        if (data.length < expected) {
            throw new DataException(file + ": holds " + data.length + " bytes of data, but says that there are "
                    + describe(shape, shape.length - 1));
        }
        if (in.read() != -1) {
            throw new DataException(
                    file + ": goes on after the " + describe(shape, shape.length - 1) + " bytes that it says it holds");
        }
        return data;
    }

    private static byte[] readFully(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }
}
