package io.minibatch.data.format;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An array of any rank as a file holds it, the last dimension fastest. */
public sealed interface StoredArray permits NumericArray, TextArray {
    /** Returns the dimensions; none for a single value. */
    int[] shape();

    default int rank() {
        return shape().length;
    }

    /** Returns the shape as text, {@code 60000×28×28}. */
    static String describe(int[] shape) {
        return Arrays.stream(shape).mapToObj(Integer::toUnsignedString).collect(Collectors.joining("×"));
    }
}
