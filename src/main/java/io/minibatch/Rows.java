package io.minibatch;

import io.minibatch.backend.Inputs;

/** Validates rows of numbers given by a caller. */
final class Rows {
    private Rows() {}

    /** Returns one row of {@code inputs} finite numbers; throws {@link IllegalArgumentException} for another. */
    static Inputs.Floats of(float[] values, int inputs) {
        requireLength(values.length, inputs);
        requireFinite(values, "");
        return new Inputs.Floats(values, inputs);
    }

    /** Returns one row of {@code inputs} bytes. */
    static Inputs.Bytes of(byte[] values, int inputs) {
        requireLength(values.length, inputs);
        return new Inputs.Bytes(values, inputs);
    }

    /** As {@link #of(float[], int)}, for many rows at once, which are copied. */
    static Inputs.Floats of(float[][] rows, int inputs) {
        if ((long) rows.length * inputs > Inputs.MAX_VALUES) {
            throw new IllegalArgumentException(
                    rows.length + " examples of " + inputs + " values are too many for one call; give them in parts");
        }
        float[] flat = new float[rows.length * inputs];
        for (int i = 0; i < rows.length; i++) {
            requireLength(rows[i].length, inputs);
            requireFinite(rows[i], "[" + i + "]");
            System.arraycopy(rows[i], 0, flat, i * inputs, inputs);
        }
        return new Inputs.Floats(flat, inputs);
    }

    /** As {@link #of(byte[], int)}, for many images at once, which are copied. */
    static Inputs.Bytes of(byte[][] images, int inputs) {
        if ((long) images.length * inputs > Inputs.MAX_VALUES) {
            throw new IllegalArgumentException(
                    images.length + " images of " + inputs + " pixels are too many for one call; give them in parts");
        }
        byte[] flat = new byte[images.length * inputs];
        for (int i = 0; i < images.length; i++) {
            requireLength(images[i].length, inputs);
            System.arraycopy(images[i], 0, flat, i * inputs, inputs);
        }
        return new Inputs.Bytes(flat, inputs);
    }

    static void requireLength(int length, int inputs) {
        if (length != inputs) {
            throw new IllegalArgumentException("an example has " + length + " values: the model takes " + inputs);
        }
    }

    /** Infinite inputs would give meaningless outputs, and NaN would look like an error of the model. */
    private static void requireFinite(float[] values, String example) {
        for (int j = 0; j < values.length; j++) {
            if (!Float.isFinite(values[j])) {
                throw new IllegalArgumentException(
                        "values" + example + "[" + j + "] is " + values[j] + "; it must be a finite number");
            }
        }
    }
}
