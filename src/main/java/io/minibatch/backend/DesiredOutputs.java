package io.minibatch.backend;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The desired output of a network for each example: the book's y(x). The arrays are shared and never modified. */
public sealed interface DesiredOutputs extends Serializable {
    /** Returns the number of outputs of the network. */
    int outputs();

    /** Returns the number of examples. */
    int size();

    /** Returns copies of the desired outputs of some examples, in the given order. */
    DesiredOutputs select(int[] examples);

    /** Returns these examples and then others of the same kind; see {@link ExampleData#followedBy}. */
    DesiredOutputs followedBy(DesiredOutputs others);

    /**
     * One class an example, which {@link Targets} turns into desired activations.
     *
     * @param labels {@code [size]} unsigned bytes below {@code classes}
     * @param classes from 1 to {@value #MAX_CLASSES}
     */
    record Labels(byte[] labels, int classes) implements DesiredOutputs {
        /** The largest number of classes that an unsigned byte tells apart. */
        public static final int MAX_CLASSES = 256;

        public Labels {
            if (classes < 1 || classes > MAX_CLASSES) {
                throw new IllegalArgumentException(classes + " classes: must be from 1 to " + MAX_CLASSES);
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

        @Override
        public Labels followedBy(DesiredOutputs others) {
            if (!(others instanceof Labels more) || more.classes != classes) {
                throw new IllegalArgumentException("examples of two kinds cannot be joined");
            }
            byte[] all = Arrays.copyOf(labels, Math.addExact(labels.length, more.labels.length));
            System.arraycopy(more.labels, 0, all, labels.length, more.labels.length);
            return new Labels(all, classes);
        }
    }

    /**
     * The desired activations themselves: numbers of a regression, or 0 and 1 of several labels at once.
     *
     * @param values {@code [size, outputs]}
     * @param unit the value that 1 stands for; errors are reported in this unit; > 0
     */
    record Values(float[] values, int outputs, float unit) implements DesiredOutputs {
        public Values {
            if (!(unit > 0) || !Float.isFinite(unit)) {
                throw new IllegalArgumentException("unit must be a number above 0, not " + unit);
            }
            if (outputs < 1 || values.length % outputs != 0) {
                throw new IllegalArgumentException(
                        values.length + " values are not the desired values of " + outputs + " outputs");
            }
        }

        /** Returns whether an output is the same for all examples. */
        public boolean isConstant(int output) {
            return IntStream.range(1, size()).allMatch(i -> values[i * outputs + output] == values[output]);
        }

        /** Creates values that stand for themselves. */
        public Values(float[] values, int outputs) {
            this(values, outputs, 1);
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
            return new Values(selected, outputs, unit);
        }

        @Override
        public Values followedBy(DesiredOutputs others) {
            if (!(others instanceof Values more) || more.outputs != outputs || more.unit != unit) {
                throw new IllegalArgumentException("examples of two kinds cannot be joined");
            }
            float[] all = Arrays.copyOf(values, Math.addExact(values.length, more.values.length));
            System.arraycopy(more.values, 0, all, values.length, more.values.length);
            return new Values(all, outputs, unit);
        }
    }
}
