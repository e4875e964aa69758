package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;

/**
 * Brings each number to predict to mean 0 and deviation 1: {@code y ← (y − mean)/deviation}. So the same learning rate,
 * initial weights and λ are right whatever the units.
 *
 * @param each standardizes each target, as features are standardized
 */
public record TargetScale(Standardization each) {
    /** Returns the scale by the training data. Numbers that are all the same become 0. */
    static TargetScale of(Dataset training) {
        DesiredOutputs.Values desired = values(training);
        Standardization scale = Standardization.of(new Inputs.Floats(desired.values(), desired.outputs()));
        // Constant features stay as they are; a constant to predict may be far from 0.
        float[] mean = scale.mean().clone();
        for (int k = 0; k < mean.length; k++) {
            mean[k] = desired.isConstant(k) ? desired.values()[k] : mean[k];
        }
        return new TargetScale(new Standardization(mean, scale.deviation()));
    }

    /** Returns {@code [outputs]} means. */
    public float[] mean() {
        return each.mean();
    }

    /** Returns {@code [outputs]} deviations. */
    public float[] deviation() {
        return each.deviation();
    }

    private static DesiredOutputs.Values values(Dataset data) {
        return (DesiredOutputs.Values) data.examples().desired();
    }

    /** Returns data with scaled numbers to predict; a single one knows its unit. */
    Dataset apply(Dataset data) {
        float[] mean = mean();
        float[] deviation = deviation();
        float[] scaled = values(data).values().clone();
        for (int i = 0; i < scaled.length; i++) {
            int k = i % mean.length;
            scaled[i] = (float) (((double) scaled[i] - mean[k]) / deviation[k]);
        }
        float unit = mean.length == 1 ? deviation[0] : 1;
        return new Dataset(
                data.name(),
                data.schema(),
                new ExampleData(
                        data.examples().inputs(),
                        new DesiredOutputs.Values(scaled, mean.length, unit),
                        data.examples().weights()));
    }
}
