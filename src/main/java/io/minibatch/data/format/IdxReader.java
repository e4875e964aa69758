package io.minibatch.data.format;

import io.minibatch.io.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads IDX files, plain or compressed by gzip: the bytes 0 and 0, the type of the elements and the rank, each
 * dimension as a big-endian int, the data in big-endian order. Source: Y. LeCun, C. Cortes, C. Burges, <i>The MNIST
 * Database</i>, "File formats".
 *
 * <p>What a file says about its size is not believed: memory grows with the bytes that arrive.
 */
public final class IdxReader {
    private IdxReader() {}

    /**
     * Reads a whole file.
     *
     * @param digest takes its decompressed bytes
     * @throws FormatException if it is missing, damaged, of an unknown type, or longer or shorter than its shape
     */
    public static NumericArray read(Path file, MessageDigest digest) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + ": is a folder, not an IDX file");
        }
        return SourceFile.read(file, digest, in -> {
            byte[] magic = readFully(in, 4);
            NumberType type = type(file, magic);
            int[] shape = readShape(file, in, magic[3] & 0xFF, type.bytes());
            return new NumericArray(shape, type, readData(file, in, shape, type.bytes()));
        });
    }

    private static NumberType type(Path file, byte[] magic) {
        if (magic[0] != 0 || magic[1] != 0) {
            throw new FormatException(String.format(
                    Locale.ROOT,
                    "%s: is not an IDX file: it begins with %02x %02x, not 00 00",
                    file,
                    magic[0],
                    magic[1]));
        }
        return switch (magic[2]) {
            case 0x08 -> NumberType.UNSIGNED_BYTE;
            case 0x09 -> new NumberType(NumberType.Kind.SIGNED, 1, true);
            case 0x0B -> new NumberType(NumberType.Kind.SIGNED, 2, true);
            case 0x0C -> new NumberType(NumberType.Kind.SIGNED, 4, true);
            case 0x0D -> new NumberType(NumberType.Kind.FLOATING, 4, true);
            case 0x0E -> new NumberType(NumberType.Kind.FLOATING, 8, true);
            default ->
                throw new FormatException(String.format(
                        Locale.ROOT,
                        "%s: holds elements of type 0x%02x; the types of IDX are 0x08, 0x09, 0x0b, 0x0c, 0x0d and 0x0e",
                        file,
                        magic[2]));
        };
    }

    private static int[] readShape(Path file, InputStream in, int rank, int bytes) throws IOException {
        int[] shape = new int[rank];
        if (rank == 0) {
            throw new FormatException(file + ": has no dimensions");
        }
        long size = bytes;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = ByteBuffer.wrap(readFully(in, 4)).getInt();
            size = shape[i] < 0 || size * shape[i] > SourceFile.MOST_BYTES ? Long.MAX_VALUE : size * shape[i];
            if (size == Long.MAX_VALUE) {
                throw new FormatException(
                        file + ": says that it holds " + describe(shape, i, bytes) + " bytes, which is too many");
            }
        }
        return shape;
    }

    private static String describe(int[] shape, int last, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= last; i++) {
            text.append(i == 0 ? "" : "×").append(Integer.toUnsignedLong(shape[i]));
        }
        return Excerpt.of(text.append(bytes == 1 ? "" : "×" + bytes).toString());
    }

    private static byte[] readData(Path file, InputStream in, int[] shape, int bytes) throws IOException {
        long expected = Arrays.stream(shape).asLongStream().reduce(bytes, (a, b) -> a * b);
        byte[] data = in.readNBytes((int) expected);
        if (data.length < expected) {
            throw new FormatException(file + ": holds " + data.length + " bytes of data, but says that there are "
                    + describe(shape, shape.length - 1, bytes));
        }
        if (in.read() != -1) {
            throw new FormatException(
                    file + ": has data after the " + describe(shape, shape.length - 1, bytes) + " bytes of its shape");
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
