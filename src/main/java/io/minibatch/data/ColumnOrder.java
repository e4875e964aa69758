package io.minibatch.data;

import io.minibatch.backend.Inputs;

/**
 * Another order of the features of examples.
 *
 * @param from the place that each feature has in the given examples
 */
record ColumnOrder(int[] from) {
    /** Returns the examples with their features in this order. */
    Inputs apply(Inputs given) {
        int features = from.length;
        if (given instanceof Inputs.Bytes bytes) {
            byte[] ordered = new byte[bytes.values().length];
            for (int i = 0; i < ordered.length; i++) {
                ordered[i] = bytes.values()[i - i % features + from[i % features]];
            }
            return new Inputs.Bytes(ordered, features);
        }
        float[] values = ((Inputs.Floats) given).values();
        float[] ordered = new float[values.length];
        for (int i = 0; i < ordered.length; i++) {
            ordered[i] = values[i - i % features + from[i % features]];
        }
        return new Inputs.Floats(ordered, features);
    }
}
