package io.minibatch.backend;

import java.io.Serializable;

/** What a network takes, {@code [examples, features]} row-major on the host. The arrays are shared and never modified. */
public sealed interface Inputs extends Serializable {
    /** Returns the number of values of one example. */
    int features();

    /** Returns the number of examples. */
    int size();

    /** Returns copies of some examples, in the order given. */
    Inputs select(int[] examples);

    /**
     * Pixels. Networks take them as {@code value/255}.
     *
     * @param values {@code [size, features]} unsigned bytes
     */
    record Bytes(byte[] values, int features) implements Inputs {
        public Bytes {
            requireWhole(values.length, features);
        }

        @Override
        public int size() {
            return values.length / features;
        }

        @Override
        public Bytes select(int[] examples) {
            byte[] selected = new byte[Math.multiplyExact(examples.length, features)];
            for (int i = 0; i < examples.length; i++) {
                System.arraycopy(values, examples[i] * features, selected, i * features, features);
            }
            return new Bytes(selected, features);
        }
    }

    /**
     * Numbers. Networks take them as they are.
     *
     * @param values {@code [size, features]}
     */
    record Floats(float[] values, int features) implements Inputs {
        public Floats {
            requireWhole(values.length, features);
        }

        @Override
        public int size() {
            return values.length / features;
        }

        @Override
        public Floats select(int[] examples) {
            float[] selected = new float[Math.multiplyExact(examples.length, features)];
            for (int i = 0; i < examples.length; i++) {
                System.arraycopy(values, examples[i] * features, selected, i * features, features);
            }
            return new Floats(selected, features);
        }
    }

    private static void requireWhole(int values, int features) {
        if (features < 1 || values % features != 0) {
            throw new IllegalArgumentException(values + " values do not make examples of " + features + " features");
        }
    }
}
