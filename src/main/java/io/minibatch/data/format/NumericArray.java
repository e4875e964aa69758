package io.minibatch.data.format;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array of numbers. Nobody may write into its arrays.
 *
 * @param shape the dimensions
 * @param data the bytes of the numbers
 */
public record NumericArray(int[] shape, NumberType type, byte[] data) implements StoredArray {
    public NumericArray {
        long size = type.bytes();
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        if (size != data.length) {
            throw new IllegalArgumentException(data.length + " bytes for the shape " + Arrays.toString(shape));
        }
    }

    /** Returns unsigned bytes. */
    public static NumericArray ofBytes(int[] shape, byte[] data) {
        return new NumericArray(shape, NumberType.UNSIGNED_BYTE, data);
    }

    /** Returns the number of numbers. */
    public int size() {
        return data.length / type.bytes();
    }

    /** Returns whether the numbers are unsigned bytes, which {@link #data} holds. */
    public boolean isUnsignedBytes() {
        return type.kind() == NumberType.Kind.UNSIGNED && type.bytes() == 1;
    }

    /** Returns the numbers, rounded to single precision. */
    public float[] floats() {
        float[] numbers = new float[size()];
        ByteBuffer buffer = buffer();
        if (type.kind() == NumberType.Kind.FLOATING && type.bytes() == Float.BYTES) {
            buffer.asFloatBuffer().get(numbers);
            return numbers;
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) type.at(buffer, i * type.bytes());
        }
        return numbers;
    }

    /** Returns the numbers of a column: every so many-th from {@code first} on. */
    public double[] column(int first, int columns) {
        double[] numbers = new double[size() / columns];
        ByteBuffer buffer = buffer();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = type.at(buffer, (first + i * columns) * type.bytes());
        }
        return numbers;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(data).order(type.order());
    }
}
