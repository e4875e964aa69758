package io.minibatch.backend;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The inputs of a network, {@code [examples, features]}, row-major, on the host. The arrays are shared and never
 * modified.
 */
public sealed interface Inputs extends Serializable {
    /** The most values that examples have in all: those of an array. */
    int MAX_VALUES = Integer.MAX_VALUE - 8;

    /** Returns the number of values of one example. */
    int features();

    /** Returns the number of examples. */
    int size();

    /** Returns copies of some examples, in the order given. */
    Inputs select(int[] examples);

    /** Returns these examples and then others of the same kind; see {@link ExampleData#followedBy}. */
    Inputs followedBy(Inputs others);

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

        @Override
        public Bytes followedBy(Inputs others) {
            if (!(others instanceof Bytes more) || more.features != features) {
                throw new IllegalArgumentException("examples of two kinds cannot be joined");
            }
            byte[] all = Arrays.copyOf(values, Math.addExact(values.length, more.values.length));
            System.arraycopy(more.values, 0, all, values.length, more.values.length);
            return new Bytes(all, features);
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

        @Override
        public Floats followedBy(Inputs others) {
            if (!(others instanceof Floats more) || more.features != features) {
                throw new IllegalArgumentException("examples of two kinds cannot be joined");
            }
            float[] all = Arrays.copyOf(values, Math.addExact(values.length, more.values.length));
            System.arraycopy(more.values, 0, all, values.length, more.values.length);
            return new Floats(all, features);
        }
    }

    private static void requireWhole(int values, int features) {
        if (features < 1 || values % features != 0) {
            throw new IllegalArgumentException(values + " values do not make examples of " + features + " features");
        }
    }
}
