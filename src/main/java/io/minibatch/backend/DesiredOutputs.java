package io.minibatch.backend;

import java.io.Serializable;

/** What a network should give for each example: the book's y(x). The arrays are shared and never modified. */
public sealed interface DesiredOutputs extends Serializable {
    /** Returns the number of outputs of the network. */
    int outputs();

    /** Returns the number of examples. */
    int size();

    /** Returns copies of what is desired for some examples, in the order given. */
    DesiredOutputs select(int[] examples);

    /**
     * One class an example, which {@link Targets} turns into desired activations.
     *
     * @param labels {@code [size]} unsigned bytes below {@code classes}
     * @param classes from 1 to {@value #MOST_CLASSES}
     */
    record Labels(byte[] labels, int classes) implements DesiredOutputs {
        /** The largest number of classes that an unsigned byte tells apart. */
        public static final int MOST_CLASSES = 256;

        public Labels {
            if (classes < 1 || classes > MOST_CLASSES) {
                throw new IllegalArgumentException(classes + " classes: must be from 1 to " + MOST_CLASSES);
            }
            for (int i = 0; i < labels.length; i++) {
                if ((labels[i] & 0xFF) >= classes) {
                    throw new IllegalArgumentException(
                            "the label of example " + i + " is " + (labels[i] & 0xFF) + " of " + classes + " classes");
                }
            }
        }

        @Override
        public int outputs() {
            return classes;
        }

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public Labels select(int[] examples) {
            byte[] selected = new byte[examples.length];
            for (int i = 0; i < examples.length; i++) {
                selected[i] = labels[examples[i]];
            }
            return new Labels(selected, classes);
        }
    }

    /**
     * The desired activations themselves: numbers of a regression, or 0 and 1 of several labels at once.
     *
     * @param values {@code [size, outputs]}
     */
    record Values(float[] values, int outputs) implements DesiredOutputs {
        public Values {
            if (outputs < 1 || values.length % outputs != 0) {
                throw new IllegalArgumentException(
                        values.length + " values are not the desired values of " + outputs + " outputs");
            }
        }

        @Override
        public int size() {
            return values.length / outputs;
        }

        @Override
        public Values select(int[] examples) {
            float[] selected = new float[Math.multiplyExact(examples.length, outputs)];
            for (int i = 0; i < examples.length; i++) {
                System.arraycopy(values, examples[i] * outputs, selected, i * outputs, outputs);
            }
            return new Values(selected, outputs);
        }
    }
}
