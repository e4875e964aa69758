package io.minibatch.data;

import java.util.Arrays;

/**
 * An array of unsigned bytes of any rank, the last dimension fastest, as {@link IdxWriter} writes it.
 *
 * @param shape the dimensions
 * @param data as many bytes as the product of the dimensions
 */
public record Idx(int[] shape, byte[] data) {
    public Idx {
        long size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        if (shape.length == 0 || size != data.length) {
            throw new IllegalArgumentException(data.length + " bytes for the shape " + Arrays.toString(shape));
        }
    }

    public int rank() {
        return shape.length;
    }
}
