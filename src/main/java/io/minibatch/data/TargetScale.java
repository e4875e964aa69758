package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Brings each number to predict to mean 0 and deviation 1: {@code y ← (y − mean)/deviation}. So the same learning rate, initial
 * weights and λ are right whatever the units.
 *
 * @param mean {@code [outputs]}
 * @param deviation {@code [outputs]}, more than 0
 */
public record TargetScale(float[] mean, float[] deviation) {
    /** Returns the scale by the training data. Numbers that are all the same become 0. */
    static TargetScale of(Dataset training) {
        DesiredOutputs.Values desired = values(training);
        // Numbers to predict are standardized as features are, but for constant ones, which features keep.
        Standardization scale = Standardization.of(new Inputs.Floats(desired.values(), desired.outputs()));
        float[] mean = scale.mean().clone();
        for (int k = 0; k < mean.length; k++) {
            mean[k] = isConstant(desired, k) ? desired.values()[k] : mean[k];
        }
        return new TargetScale(mean, scale.deviation());
    }

    private static boolean isConstant(DesiredOutputs.Values desired, int output) {
        float[] values = desired.values();
        return IntStream.range(1, desired.size())
                .allMatch(i -> values[i * desired.outputs() + output] == values[output]);
    }

    private static DesiredOutputs.Values values(Dataset data) {
        return (DesiredOutputs.Values) data.examples().desired();
    }

    /** Returns data with scaled numbers to predict; a single one knows its unit. */
    Dataset apply(Dataset data) {
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

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetScale same
                && Arrays.equals(mean, same.mean)
                && Arrays.equals(deviation, same.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return "means " + Arrays.toString(mean) + ", deviations " + Arrays.toString(deviation);
    }
}
