package io.minibatch.data.format;

import io.minibatch.io.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} file, versions 1 to 3: the bytes 0x93 "NUMPY", the version, the length of a Python
 * literal and the literal. Source: <i>NEP 1, A simple file format for NumPy arrays</i>.
 *
 * @param type the element type, as {@code <f4}
 * @param fortran whether the first dimension is the fastest
 */
record NpyHeader(String type, boolean fortran, int[] shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_CHARACTERS = 1 << 16;

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']{1,30})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]{0,300})\\)");

    static boolean begins(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC);
    }

    /** Reads the header and leaves the stream at the data. */
    static NpyHeader read(String where, InputStream in) throws IOException {
        byte[] start = readFully(in, MAGIC.length + 2);
        if (!begins(start)) {
            throw new FormatException(where + ": is not a NumPy file: it does not begin with \\x93NUMPY");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new FormatException(where + ": has version " + version + " of the NumPy format; 1 to 3 can be read");
        }
        ByteBuffer length = ByteBuffer.wrap(readFully(in, version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        int characters = version == 1 ? length.getShort() & 0xFFFF : length.getInt();
        if (characters < 0 || characters > MOST_CHARACTERS) {
            throw new FormatException(
                    where + ": has a header of " + Integer.toUnsignedString(characters) + " bytes, which is too many");
        }
        return parse(where, new String(readFully(in, characters), StandardCharsets.UTF_8));
    }

    private static NpyHeader parse(String where, String literal) {
        if (literal.contains("'descr': [") || literal.contains("'descr':[")) {
            throw new FormatException(
                    where + ": has an array of records; save its columns as an array of numbers, for example float32");
        }
        return new NpyHeader(
                found(where, literal, TYPE, "descr"),
                found(where, literal, ORDER, "fortran_order").equals("True"),
                shape(where, found(where, literal, SHAPE, "shape")));
    }

    private static String found(String where, String literal, Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(literal);
        if (!matcher.find()) {
            throw new FormatException(
                    where + ": the NumPy header is damaged: no '" + name + "' in " + Excerpt.of(literal.strip()));
        }
        return matcher.group(1);
    }

    private static int[] shape(String where, String tuple) {
        try {
            return Arrays.stream(tuple.split(","))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException wrong) {
            throw new FormatException(where + ": has the shape (" + Excerpt.of(tuple) + "), which is too large");
        }
    }

    static byte[] readFully(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }
}
