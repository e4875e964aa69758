package io.minibatch.backend.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Rows as lists of their elements that are not 0, in order of position.
 *
 * @param width elements of a row
 * @param positions of all rows' entries; those of a row begin at {@link #start}
 * @param values in the places of their positions
 * @param ends where the entries of each row end
 */
record NonZeroRows(int width, int[] positions, float[] values, int[] ends) {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The highest bit of each byte. */
    private static final long HIGHEST = 0x8080808080808080L;

    /**
     * Multiplied by it, the highest bits of eight bytes become the bits of the highest byte, the first byte's the
     * lowest.
     */
    private static final long GATHER = 0x0002040810204081L;

    /** Creates {@code count} empty rows. */
    static NonZeroRows allocate(int count, int width) {
        int size = Math.multiplyExact(count, width);
        return new NonZeroRows(width, new int[size], new float[size], new int[count]);
    }

    /** Returns where the entries of a row begin. */
    int start(int row) {
        return row * width;
    }

    /**
     * Sets a row to {@code bytes/255}, from {@code start} on. It finds 64 bytes that are not 0 at a time and visits
     * these alone: a branch for each pixel would be predicted wrongly at each edge of a stroke.
     */
    void put(int row, byte[] bytes, int start) {
        int end = start(row);
        for (int from = 0; from < width; from += Long.SIZE) {
            int count = width - from;
            long left = count >= Long.SIZE ? nonZeros(bytes, start + from) : nonZeros(bytes, start + from, count);
            while (left != 0) {
                int j = from + Long.numberOfTrailingZeros(left);
                left &= left - 1;
                positions[end] = j;
                values[end] = NonZeros.SCALED[bytes[start + j] & 0xFF];
                end++;
            }
        }
        ends[row] = end;
    }

    /**
     * Returns a bit for each of 64 bytes, the lowest for the first, which is 1 if the byte is not 0. A loop would take
     * longer.
     */
    private static long nonZeros(byte[] bytes, int start) {
        return nonZerosOfEight(bytes, start)
                | nonZerosOfEight(bytes, start + 8) << 8
                | nonZerosOfEight(bytes, start + 16) << 16
                | nonZerosOfEight(bytes, start + 24) << 24
                | nonZerosOfEight(bytes, start + 32) << 32
                | nonZerosOfEight(bytes, start + 40) << 40
                | nonZerosOfEight(bytes, start + 48) << 48
                | nonZerosOfEight(bytes, start + 56) << 56;
    }

    /** As {@link #nonZeros(byte[], int)} for {@code count} bytes, fewer than 64. */
    private static long nonZeros(byte[] bytes, int start, int count) {
        long bits = 0;
        int i = 0;
        for (; i + Long.BYTES <= count; i += Long.BYTES) {
            bits |= nonZerosOfEight(bytes, start + i) << i;
        }
        for (; i < count; i++) {
            bits |= bytes[start + i] == 0 ? 0 : 1L << i;
        }
        return bits;
    }

    private static long nonZerosOfEight(byte[] bytes, int start) {
        long eight = (long) EIGHT_BYTES.get(bytes, start);
        long highest = ((eight & ~HIGHEST) + ~HIGHEST | eight) & HIGHEST;
        return highest * GATHER >>> (Long.SIZE - Byte.SIZE);
    }

    /** Sets a row to numbers, from {@code start} on. NaN counts as not 0. */
    void put(int row, float[] numbers, int start) {
        int end = start(row);
        for (int j = 0; j < width; j++) {
            float number = numbers[start + j];
            int magnitude = Float.floatToRawIntBits(number) << 1;
            positions[end] = j;
            values[end] = number;
            end += (magnitude | -magnitude) >>> (Integer.SIZE - 1);
        }
        ends[row] = end;
    }
}
