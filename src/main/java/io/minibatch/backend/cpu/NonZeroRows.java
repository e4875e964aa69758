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
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Creates {@code count} empty rows. */
    static NonZeroRows allocate(int count, int width) {
        int size = Math.multiplyExact(count, width);
        return new NonZeroRows(width, new int[size], new float[size], new int[count]);
    }

    /** Returns where the entries of a row begin. */
    int start(int row) {
        return row * width;
    }

    /** Sets a row to {@code bytes/255}, from {@code start} on. Entries are written without branches, since pixels are hard to predict. */
    void put(int row, byte[] bytes, int start) {
        int end = start(row);
        int j = 0;
        for (; j + Long.BYTES <= width; j += Long.BYTES) {
            if ((long) EIGHT_BYTES.get(bytes, start + j) != 0) {
                for (int k = j; k < j + Long.BYTES; k++) {
                    int pixel = bytes[start + k] & 0xFF;
                    positions[end] = k;
                    values[end] = NonZeros.SCALED[pixel];
                    end += -pixel >>> (Integer.SIZE - 1);
                }
            }
        }
        for (; j < width; j++) {
            int pixel = bytes[start + j] & 0xFF;
            positions[end] = j;
            values[end] = NonZeros.SCALED[pixel];
            end += -pixel >>> (Integer.SIZE - 1);
        }
        ends[row] = end;
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
