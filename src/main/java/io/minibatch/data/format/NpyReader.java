package io.minibatch.data.format;

import io.minibatch.io.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Reads NumPy's {@code .npy} arrays of numbers, truth values and texts, plain or compressed by gzip. Python objects are
 * refused: to read a pickle is to run a program.
 */
public final class NpyReader {
    private static final Set<String> NUMBERS =
            Set.of("b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8");

    /** Python's UCS-4 characters. */
    private static final int CHARACTER_BYTES = 4;

    private NpyReader() {}

    /**
     * Reads a whole file.
     *
     * @param digest takes its decompressed bytes
     * @throws FormatException if it is damaged, or has elements of a type that is not read
     */
    public static StoredArray read(Path file, MessageDigest digest) {
        return SourceFile.read(file, digest, in -> read(file.toString(), in));
    }

    /** Reads an array that must end where the stream ends. */
    static StoredArray read(String where, InputStream in) throws IOException {
        NpyHeader header = NpyHeader.read(where, in);
        String type = header.type();
        char order = type.charAt(0);
        String element = "<>|=".indexOf(order) >= 0 ? type.substring(1) : type;
        if (NUMBERS.contains(element)) {
            NumberType number = new NumberType(kind(element.charAt(0)), element.charAt(1) - '0', order == '>');
            byte[] data = data(where, in, header, number.bytes());
            return new NumericArray(header.shape(), number, data);
        }
        if (element.matches("[US][1-9][0-9]{0,5}")) {
            boolean unicode = element.charAt(0) == 'U';
            int bytes = Integer.parseInt(element.substring(1)) * (unicode ? CHARACTER_BYTES : 1);
            byte[] data = data(where, in, header, bytes);
            Charset charset =
                    !unicode ? StandardCharsets.UTF_8 : Charset.forName(order == '>' ? "UTF-32BE" : "UTF-32LE");
            return new TextArray(header.shape(), texts(data, bytes, charset));
        }
        throw new FormatException(where
                + (element.startsWith("O")
                        ? ": holds Python objects, which only a pickle can carry and which are never read; convert the array, "
                                + "for example by astype('float32'), or astype('U') for names"
                        : ": has elements of type " + Excerpt.of(type)
                                + "; bool, integers, float16, float32, float64 and texts can be read"));
    }

    private static NumberType.Kind kind(char letter) {
        return switch (letter) {
            case 'b' -> NumberType.Kind.TRUTH;
            case 'u' -> NumberType.Kind.UNSIGNED;
            case 'i' -> NumberType.Kind.SIGNED;
            default -> NumberType.Kind.FLOATING;
        };
    }

    private static byte[] data(String where, InputStream in, NpyHeader header, int bytes) throws IOException {
        String shape = "(" + StoredArray.describe(header.shape()) + ")";
        long size = bytes;
        for (int dimension : header.shape()) {
            size = dimension > 0 && size > SourceFile.MOST_BYTES / dimension ? Long.MAX_VALUE : size * dimension;
            if (size > SourceFile.MOST_BYTES) {
                throw new FormatException(where + ": says that it holds " + Excerpt.of(shape) + " elements of " + bytes
                        + " bytes, which is too many");
            }
        }
        byte[] data = in.readNBytes((int) size);
        if (data.length < size) {
            throw new FormatException(where + ": holds " + data.length + " bytes of data, but the shape "
                    + Excerpt.of(shape) + " needs " + size);
        }
        if (in.read() != -1) {
            throw new FormatException(
                    where + ": has data after the " + size + " bytes of the shape " + Excerpt.of(shape));
        }
        return header.fortran() && header.shape().length > 1 ? inOrder(data, header.shape(), bytes) : data;
    }

    /** Returns the elements with the last dimension fastest, where the first one was. */
    private static byte[] inOrder(byte[] data, int[] shape, int bytes) {
        byte[] ordered = new byte[data.length];
        IntUnaryOperator source = place -> {
            int rest = place;
            int index = data.length / bytes;
            int at = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                index /= shape[d];
                at += rest % shape[d] * index;
                rest /= shape[d];
            }
            return at;
        };
        for (int i = 0; i < data.length / bytes; i++) {
            System.arraycopy(data, source.applyAsInt(i) * bytes, ordered, i * bytes, bytes);
        }
        return ordered;
    }

    /** Returns texts of fixed length, without the zeros that fill them up. */
    private static List<String> texts(byte[] data, int bytes, Charset charset) {
        List<String> texts = new ArrayList<>(data.length / bytes);
        for (int i = 0; i < data.length; i += bytes) {
            String text = new String(data, i, bytes, charset);
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == 0) {
                end--;
            }
            texts.add(text.substring(0, end));
        }
        return texts;
    }
}
