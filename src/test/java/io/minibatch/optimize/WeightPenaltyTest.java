package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WeightPenaltyTest {
    @Test
    void defaultL2_isInProportionToTheTrainingImages_andNothingForAdaptiveRules() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertEquals(5, WeightPenalty.defaultL2(sgd, 50_000));
        assertEquals(0.1, WeightPenalty.defaultL2(sgd, 1000), 1e-12);
        assertEquals(5, WeightPenalty.defaultL2(UpdateRule.Momentum.of(0.9), 50_000));
        assertEquals(0, WeightPenalty.defaultL2(UpdateRule.Adam.standard(), 50_000));
        assertEquals(0, WeightPenalty.defaultL2(UpdateRule.RmsProp.standard(), 50_000));
    }

    @Test
    void decay_isLostFromHalfTheSpacingBelowOneDownwards() {
        assertTrue(WeightPenalty.roundsToZero(0x1p-25));
        assertFalse(WeightPenalty.roundsToZero(0x1.01p-25));
        assertFalse(WeightPenalty.roundsToZero(0));
    }
}
