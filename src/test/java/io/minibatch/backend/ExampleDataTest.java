package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleDataTest {
    @Test
    void select_keepsInputsDesiredValuesAndWeightsTogether() {
        ExampleData data = new ExampleData(
                new Inputs.Floats(new float[] {0, 1, 10, 11, 20, 21}, 2),
                new DesiredOutputs.Values(new float[] {5, 6, 7}, 1),
                new float[] {1, 2, 3});
        ExampleData selected = data.select(new int[] {2, 0});
        assertArrayEquals(new float[] {20, 21, 0, 1}, ((Inputs.Floats) selected.inputs()).values());
        assertArrayEquals(new float[] {7, 5}, ((DesiredOutputs.Values) selected.desired()).values());
        assertArrayEquals(new float[] {3, 1}, selected.weights());
    }

    @Test
    void select_ofImages_keepsLabels() {
        ExampleData selected = ExampleData.ofImages(new byte[] {1, 2, 3, 4}, new byte[] {0, 1}, 2, 2)
                .select(new int[] {1});
        assertArrayEquals(new byte[] {3, 4}, ((Inputs.Bytes) selected.inputs()).values());
        assertArrayEquals(new byte[] {1}, ((DesiredOutputs.Labels) selected.desired()).labels());
        assertArrayEquals(new float[0], selected.weights());
    }

    @Test
    void otherNumberOfDesiredOutputs_isRefused() {
        assertFault(
                "2 examples have desired outputs of 1 examples",
                () -> ExampleData.ofImages(new byte[2], new byte[1], 1, 1));
    }

    @Test
    void otherNumberOfWeights_isRefused() {
        Inputs inputs = new Inputs.Bytes(new byte[2], 1);
        assertFault(
                "2 examples have 1 weights",
                () -> new ExampleData(inputs, new DesiredOutputs.Labels(new byte[2], 1), new float[] {1}));
    }

    @Test
    void partOfAnExample_isRefused() {
        assertFault("3 values do not make examples of 2 features", () -> new Inputs.Floats(new float[3], 2));
        assertFault(
                "3 values are not the desired values of 2 outputs", () -> new DesiredOutputs.Values(new float[3], 2));
    }

    @Test
    void moreClassesThanBytesTellApart_areRefused() {
        assertFault("257 classes: must be from 1 to 256", () -> new DesiredOutputs.Labels(new byte[1], 257));
    }

    private static void assertFault(String message, Executable creation) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, creation).getMessage());
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void weightThatIsNegativeOrNotFinite_isRefused(float weight) {
        Inputs inputs = new Inputs.Bytes(new byte[4], 2);
        DesiredOutputs labels = new DesiredOutputs.Labels(new byte[2], 1);
        assertEquals(
                "the weight of example 1 is " + weight + "; it must be 0 or more",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ExampleData(inputs, labels, new float[] {1, weight}))
                        .getMessage());
    }
}
