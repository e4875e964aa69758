package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
