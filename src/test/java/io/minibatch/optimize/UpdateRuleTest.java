package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpdateRuleTest {
    @Test
    void momentum_withARampOfFourEpochs_growsInFourEqualParts() {
        UpdateRule.Momentum ramp = new UpdateRule.Momentum(false, 0.5, 0.9, 4, false);
        assertArrayEquals(
                new double[] {0.5, 0.6, 0.7, 0.8, 0.9, 0.9},
                IntStream.range(0, 6).mapToDouble(ramp::momentum).toArray(),
                1e-15);
    }
}
