package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.data.Standardization;
import io.minibatch.data.TargetScale;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputUnitsTest {
    @Test
    void network_computesInUnitsWhatItComputesScaled() {
        TargetScale scale = new TargetScale(new Standardization(new float[] {250, 7}, new float[] {100, 0.5f}));
        Architecture architecture = Architecture.of(List.of(2, 2), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        Network scaled = new Network(architecture, new float[] {1, 2, 3, 4, 0.5f, -0.5f});
        Network inUnits = OutputUnits.inUnits(scaled, scale);
        assertArrayEquals(new float[] {100, 1, 300, 2, 300, 6.75f}, inUnits.parameters());
        assertEquals(scaled, OutputUnits.scaled(inUnits, scale));
    }

    @Test
    void network_withOtherOutputs_isRefused() {
        Network sigmoid = new Network(Architecture.sigmoid(List.of(1, 1), Cost.QUADRATIC), new float[2]);
        TargetScale scale = new TargetScale(new Standardization(new float[1], new float[] {2}));
        assertThrows(IllegalArgumentException.class, () -> OutputUnits.inUnits(sigmoid, scale));
    }
}
