package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PowerLawTest {
    private static final double[] SIZES = {100, 300, 1000, 3000, 10000, 30000};

    /** 100 − 2 − 400·n^(−0.6), with a disturbance of the error that alternates. */
    private static double[] accuracies(double disturbance) {
        double[] accuracies = new double[SIZES.length];
        for (int i = 0; i < SIZES.length; i++) {
            double error = 2 + 400 * Math.pow(SIZES[i], -0.6);
            accuracies[i] = 100 - error * (1 + (i % 2 == 0 ? disturbance : -disturbance));
        }
        return accuracies;
    }

    @Test
    void fit_ofAnExactLaw_extrapolatesIt() {
        PowerLaw law = PowerLaw.fit(SIZES, accuracies(0)).orElseThrow();
        assertEquals(98 - 400 * Math.pow(1e6, -0.6), law.accuracy(1e6), 0.02);
        assertTrue(law.high(1e6) - law.low(1e6) < 0.2, law.low(1e6) + " to " + law.high(1e6));
    }

    @Test
    void interval_ofDisturbedPoints_holdsTheTruth_andIsWider() {
        PowerLaw law = PowerLaw.fit(SIZES, accuracies(0.05)).orElseThrow();
        double truth = 98 - 400 * Math.pow(1e6, -0.6);
        assertTrue(law.low(1e6) < truth && truth < law.high(1e6), law.low(1e6) + " to " + law.high(1e6));
        assertTrue(law.high(1e6) - law.low(1e6) > 0.2);
        assertTrue(law.high(1e6) <= 100);
    }

    @Test
    void fit_tooFewPointsOrNoError_isEmpty() {
        assertTrue(
                PowerLaw.fit(Arrays.copyOf(SIZES, 3), new double[] {80, 90, 95}).isEmpty());
        assertTrue(PowerLaw.fit(SIZES, new double[] {80, 90, 95, 96, 97, 100}).isEmpty());
        assertTrue(PowerLaw.fit(SIZES, new double[] {80, 90, 95, 96, 97, Double.NaN})
                .isEmpty());
    }
}
