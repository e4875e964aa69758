package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static final Measure ACCURACY = Measure.parse("test-accuracy");

    private static Check check(String run, String than, double atLeast, double atMost) {
        return new Check("says", ACCURACY, run, than.isEmpty() ? null : than, atLeast, atMost, "");
    }

    private static Check.Verdict decide(Check check, Map<String, double[]> values) {
        return check.decide((run, measure) -> new Sample(values.getOrDefault(run, new double[0])));
    }

    @Test
    void value_withinTheLimits_holds() {
        Map<String, double[]> values = Map.of("a", new double[] {0.9, 0.92});
        assertTrue(decide(check("a", "", 0.91, Double.NaN), values).held());
        assertFalse(decide(check("a", "", 0.92, Double.NaN), values).held());
        assertFalse(decide(check("a", "", Double.NaN, 0.9), values).held());
    }

    @Test
    void difference_isOfTheMeans_withItsStandardError() {
        Map<String, double[]> values = Map.of("a", new double[] {0.94, 0.96}, "b", new double[] {0.92, 0.92});
        Check.Verdict verdict = decide(check("a", "b", 0.029, Double.NaN), values);
        assertTrue(verdict.held());
        assertEquals("test accuracy 95.00 ± 1.41 % against 92.00 ± 0.00 %, +3.00 ± 1.00 points", verdict.figures());
        assertFalse(decide(check("a", "b", 0.031, Double.NaN), values).held());
        assertTrue(decide(check("b", "a", Double.NaN, 0), values).held());
    }

    @Test
    void seedWithoutTheNumber_doesNotHold() {
        Map<String, double[]> values = Map.of("a", new double[] {0.9, Double.NaN});
        assertFalse(decide(check("a", "", 0.5, Double.NaN), values).held());
        assertFalse(decide(check("none", "", 0.5, Double.NaN), values).held());
        assertFalse(decide(check("a", "none", -1, Double.NaN), values).held());
    }
}
