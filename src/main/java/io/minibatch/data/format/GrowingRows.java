package io.minibatch.data.format;

import java.util.Arrays;

/** Numbers one after another, kept as bytes as long as all are whole and from 0 to 255. */
final class GrowingRows {
    private static final int FIRST = 1 << 12;
    private static final int MOST = Integer.MAX_VALUE - (1 << 16);
    private static final int LARGEST_BYTE = 255;

    private byte[] bytes = new byte[FIRST];
    private float[] floats = {};
    private boolean whole = true;
    private int size;

    /** Adds a number; returns false if there is no room for more. */
    boolean add(float value) {
        if (whole) {
            int rounded = (int) value;
            if (rounded == value && rounded >= 0 && rounded <= LARGEST_BYTE) {
                if (size == bytes.length) {
                    if (size == MOST) {
                        return false;
                    }
                    bytes = Arrays.copyOf(bytes, larger(size));
                }
                bytes[size++] = (byte) rounded;
                return true;
            }
            floats = widened(bytes, size, bytes.length);
            bytes = new byte[0];
            whole = false;
        }
        if (size == floats.length) {
            if (size == MOST / Float.BYTES) {
                return false;
            }
            floats = Arrays.copyOf(floats, Math.min(larger(size), MOST / Float.BYTES));
        }
        floats[size++] = value;
        return true;
    }

    private static int larger(int size) {
        return (int) Math.min(MOST, 2L * size);
    }

    private static float[] widened(byte[] bytes, int size, int length) {
        float[] floats = new float[length];
        for (int i = 0; i < size; i++) {
            floats[i] = bytes[i] & 0xFF;
        }
        return floats;
    }

    /** Returns whether all numbers are whole and from 0 to 255. */
    boolean isWhole() {
        return whole;
    }

    /** Returns the numbers as bytes; they must be whole. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Returns the numbers. */
    float[] floats() {
        return whole ? widened(bytes, size, size) : Arrays.copyOf(floats, size);
    }
}
