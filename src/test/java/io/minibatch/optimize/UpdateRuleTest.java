package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Descent;
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

    @Test
    void momentum_withoutARamp_isTheSameFromTheFirstEpoch() {
        UpdateRule.Momentum momentum = UpdateRule.Momentum.of(0.9);
        assertArrayEquals(new double[] {0.9, 0.9}, new double[] {momentum.momentum(0), momentum.momentum(1)});
    }

    @Test
    void defaultEta_isThatOfTheRule_andShrinksAsMomentumGrows() {
        assertEquals(0.5, new UpdateRule.Sgd().defaultEta(0.5));
        assertEquals(0.05, UpdateRule.Momentum.of(0.9).defaultEta(0.5), 1e-15);
        assertEquals(0.5, UpdateRule.Momentum.of(0).defaultEta(0.5));
        assertEquals(0.5, new UpdateRule.Momentum(false, 1, 1, 0, true).defaultEta(0.5));
        assertEquals(0.5, new UpdateRule.Momentum(false, -1, -1, 0, true).defaultEta(0.5));
        assertEquals(0.001, UpdateRule.Adam.standard().defaultEta(0.5));
        assertEquals(0.001, UpdateRule.RmsProp.standard().defaultEta(0.5));
        assertEquals(1e-4, UpdateRule.Lion.standard().defaultEta(0.5));
    }

    /** Of Kingma and Ba 2015, Loshchilov and Hutter 2019, and Hinton's lecture. */
    @Test
    void adaptiveRules_haveTheConstantsOfTheirSources() {
        assertEquals(new UpdateRule.Adam(0.9, 0.999, 1e-8, 0), UpdateRule.Adam.standard());
        assertEquals(new UpdateRule.Adam(0.9, 0.999, 1e-8, 0.01), UpdateRule.Adam.withWeightDecay());
        assertEquals(new UpdateRule.RmsProp(0.9, 1e-8), UpdateRule.RmsProp.standard());
        assertEquals(0.9, UpdateRule.Adam.standard().momentum(3));
        assertEquals(0.9, UpdateRule.Lion.standard().momentum(3));
    }

    @Test
    void rulesThatDivideByTheGradient_areAdaptive() {
        assertTrue(UpdateRule.Adam.standard().isAdaptive());
        assertTrue(UpdateRule.RmsProp.standard().isAdaptive());
        assertFalse(new UpdateRule.Sgd().isAdaptive());
        assertFalse(UpdateRule.Momentum.of(0.9).isAdaptive());
    }

    @Test
    void constantsThatARuleHasNot_areZero() {
        UpdateRule sgd = new UpdateRule.Sgd();
        assertArrayEquals(new double[4], new double[] {sgd.momentum(0), sgd.beta2(), sgd.epsilon(), sgd.weightDecay()});
    }

    @Test
    void momentum_isTheBooksOrNesterovs() {
        assertEquals(Descent.MOMENTUM, UpdateRule.Momentum.of(0.5).descent());
        assertEquals(Descent.NESTEROV, UpdateRule.Momentum.nesterov(0.5).descent());
    }
}
