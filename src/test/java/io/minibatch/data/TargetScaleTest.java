package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetScaleTest {
    private static Dataset data(int outputs, float... values) {
        return new Dataset(
                "homes training data",
                new Schema(Task.REGRESSION, Schema.numbered(outputs), null, List.of()),
                new ExampleData(
                        new Inputs.Floats(new float[values.length / outputs], 1),
                        new DesiredOutputs.Values(values, outputs),
                        ExampleData.UNWEIGHTED));
    }

    private static DesiredOutputs.Values values(Dataset data) {
        return (DesiredOutputs.Values) data.examples().desired();
    }

    @Test
    void scale_bringsEachOutputToMean0AndDeviation1() {
        Dataset two = data(2, 100, 7, 300, 7, 200, 7, 400, 7);
        TargetScale scale = TargetScale.of(two);
        assertArrayEquals(new float[] {250, 7}, scale.mean());
        assertArrayEquals(new float[] {(float) Math.sqrt(12500), 1}, scale.deviation());
        float far = (float) (150 / Math.sqrt(12500));
        float near = (float) (50 / Math.sqrt(12500));
        assertArrayEquals(
                new float[] {-far, 0, near, 0, -near, 0, far, 0},
                values(scale.apply(two)).values(),
                1e-6f);
        assertEquals(1, values(scale.apply(two)).unit());
    }

    @Test
    void scaledNumber_knowsItsUnit() {
        Dataset one = data(1, 100, 300);
        assertEquals(100, values(TargetScale.of(one).apply(one)).unit());
    }
}
