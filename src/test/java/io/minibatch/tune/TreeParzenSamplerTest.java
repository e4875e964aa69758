package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TreeParzenSamplerTest {
    private static final int SEEDS = 15;

    /** Returns the median over seeds of what each search of 50 trials came down to. */
    private static double median(LongFunction<Sampler> sampler, ToDoubleFunction<double[]> function) {
        double[] best = LongStream.rangeClosed(1, SEEDS)
                .mapToDouble(seed -> BayesianSamplerTest.search(sampler.apply(seed), function).stream()
                        .mapToDouble(Observation::loss)
                        .min()
                        .orElseThrow())
                .sorted()
                .toArray();
        return best[SEEDS / 2];
    }

    private static void assertHalvesRandomsRegret(int dimensions, ToDoubleFunction<double[]> function, double lowest) {
        double parzen = median(seed -> new TreeParzenSampler(seed, dimensions), function) - lowest;
        double random = median(seed -> new RandomSampler(seed, dimensions), function) - lowest;
        assertTrue(parzen < random / 2, parzen + " above the minimum, at random " + random);
    }

    @Test
    void branin_comesAtLeastTwiceAsCloseAsAtRandom() {
        assertHalvesRandomsRegret(2, BayesianSamplerTest::branin, 0.397887);
    }

    @Test
    void hartmann_comesAtLeastTwiceAsCloseAsAtRandom() {
        assertHalvesRandomsRegret(6, BayesianSamplerTest::hartmann, -3.32237);
    }

    @Test
    void failedTrials_areAvoided() {
        FailedTrials.Summary shipped = FailedTrials.summary(
                seed -> new TreeParzenSampler(seed, 2), FailedTrials.LEARNING_RATE, FailedTrials.SHIPPED, 5);
        assertTrue(shipped.failed() < 12, shipped + "");
    }

    @Test
    void onlyFailedTrials_leaveItAtRandom() {
        List<Observation> failed = IntStream.range(0, 9)
                .mapToObj(i ->
                        new Observation(new double[] {0.1 * i, 0.5}, Double.NaN, Double.NaN, Observation.State.FAILED))
                .toList();
        assertArrayEquals(new RandomSampler(3, 2).propose(9, failed), new TreeParzenSampler(3, 2).propose(9, failed));
    }

    @Test
    void sameSeed_sameProposals() {
        assertArrayEquals(
                BayesianSamplerTest.search(new TreeParzenSampler(3, 2), BayesianSamplerTest::branin)
                        .get(49)
                        .point(),
                BayesianSamplerTest.search(new TreeParzenSampler(3, 2), BayesianSamplerTest::branin)
                        .get(49)
                        .point());
    }

    @Test
    void density_integratesToOne_andItsDrawsFollowIt() {
        ParzenDensity density = new ParzenDensity(new double[] {0.1, 0.12, 0.9});
        int steps = 2000;
        double whole = IntStream.range(0, steps)
                .mapToDouble(i -> density.at((i + 0.5) / steps) / steps)
                .sum();
        assertEquals(1, whole, 1e-4);
        double below = IntStream.range(0, steps / 2)
                .mapToDouble(i -> density.at((i + 0.5) / steps) / steps)
                .sum();
        int side = 200;
        long drawnBelow = IntStream.range(0, side * side)
                .filter(i -> density.draw((i % side + 0.5) / side, (i / side + 0.5) / side) < 0.5)
                .count();
        assertEquals(below, (double) drawnBelow / side / side, 0.01);
    }
}
