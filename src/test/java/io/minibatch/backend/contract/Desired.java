package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.label;
import static io.minibatch.backend.contract.Samples.uniform;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Objective;

/** The kinds of desired outputs, and examples with one feature that have them. */
enum Desired {
    LABELS(true, false),
    WEIGHTED_LABELS(true, true),
    VALUES(false, false),
    WEIGHTED_VALUES(false, true);

    private final boolean labelled;
    private final boolean weighted;

    Desired(boolean labelled, boolean weighted) {
        this.labelled = labelled;
        this.weighted = weighted;
    }

    boolean labelled() {
        return labelled;
    }

    ExampleData of(int size, int outputs) {
        return new ExampleData(
                new Inputs.Bytes(new byte[size], 1),
                labelled ? labels(size, outputs) : values(size, outputs),
                weighted ? weights(size) : ExampleData.UNWEIGHTED);
    }

    private static DesiredOutputs labels(int size, int outputs) {
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (label(i) % outputs);
        }
        return new DesiredOutputs.Labels(labels, outputs);
    }

    /** From 0 to 1, those of an example with the sum 1. */
    private static DesiredOutputs values(int size, int outputs) {
        float[] values = uniform(5, size * outputs);
        for (int i = 0; i < size; i++) {
            float sum = 0;
            for (int j = 0; j < outputs; j++) {
                sum += values[i * outputs + j];
            }
            for (int j = 0; j < outputs; j++) {
                values[i * outputs + j] /= sum;
            }
        }
        return new DesiredOutputs.Values(values, outputs);
    }

    /** From 0 to 2, the first 0. */
    private static float[] weights(int size) {
        float[] weights = uniform(6, size);
        for (int i = 0; i < size; i++) {
            weights[i] = i == 0 ? 0 : 2 * weights[i];
        }
        return weights;
    }

    /** Returns what is desired of an example. */
    static double[] outputs(ExampleData data, Objective objective, int example) {
        if (data.desired() instanceof DesiredOutputs.Labels labels) {
            return Reference.targets(objective.targets(), labels.labels()[example], data.outputs());
        }
        double[] y = new double[data.outputs()];
        float[] values = ((DesiredOutputs.Values) data.desired()).values();
        for (int j = 0; j < y.length; j++) {
            y[j] = values[example * y.length + j];
        }
        return y;
    }

    static double weight(ExampleData data, int example) {
        return data.isWeighted() ? data.weights()[example] : 1;
    }
}
