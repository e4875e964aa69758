package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void offsets_weightsOfAllLayersComeBeforeBiases() {
        Architecture architecture = Architecture.sigmoid(List.of(3, 4, 2), Cost.QUADRATIC);
        assertEquals(0, architecture.weightsOffset(0));
        assertEquals(12, architecture.weightsOffset(1));
        assertEquals(20, architecture.weightCount());
        assertEquals(20, architecture.biasesOffset(0));
        assertEquals(24, architecture.biasesOffset(1));
        assertEquals(26, architecture.parameterCount());
        assertEquals(List.of(3, 4, 2), architecture.sizes());
    }

    @Test
    void oneSizeOnly_isRefused() {
        assertFault("a network needs at least one layer after its inputs", List.of(784));
    }

    @Test
    void emptyLayer_isRefused() {
        assertFault("a layer needs at least one input and one output, not 3 and 0", List.of(3, 0, 2));
    }

    @Test
    void absurdSize_isRefusedBeforeAnythingIsAllocated() {
        assertFault(
                "the network would have more than 268435456 parameters, the maximum",
                List.of(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void layersThatDoNotFit_areRefused() {
        List<Layer> layers = List.of(new Layer(2, 3, Activation.SIGMOID), new Layer(4, 1, Activation.SIGMOID));
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> new Architecture(layers, Cost.QUADRATIC));
        assertEquals("layer 2 takes 4 values, but the layer before it has 3", thrown.getMessage());
    }

    private static void assertFault(String message, List<Integer> sizes) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY));
        assertEquals(message, thrown.getMessage());
    }
}
