package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceTest {
    private static final SearchSpace SPACE = SearchSpace.parse("eta=real(0,1) lambda=real(0,1) l1=real(0,1)");

    @Test
    void shares_ofASum_areThoseOfTheVariances() {
        // The variance of k·u is k²/12 for uniform u.
        Map<String, Double> shares = Importance.of(SPACE, x -> 3 * x[0] + x[1]);
        assertEquals(List.of("eta", "lambda", "l1"), List.copyOf(shares.keySet()));
        assertEquals(0.9, shares.getOrDefault("eta", 0.0), 0.05);
        assertEquals(0.1, shares.getOrDefault("lambda", 0.0), 0.03);
        assertEquals(0, shares.getOrDefault("l1", 1.0), 1e-12);
    }

    @Test
    void shares_ofAProductOfCentred_areNone_asTheyActTogether() {
        Map<String, Double> shares = Importance.of(SPACE, x -> (x[0] - 0.5) * (x[1] - 0.5));
        assertTrue(shares.values().stream().allMatch(share -> share < 0.02), shares.toString());
    }

    @Test
    void shares_ofTrials_findWhatMatters() {
        Sampler sampler = new RandomSampler(1, 3);
        List<Journal.Entry> entries = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> {
            double[] x = sampler.propose(i, List.of());
            double accuracy = 0.9 - (x[1] - 0.4) * (x[1] - 0.4);
            entries.add(new Journal.Entry(
                    i, 9, SPACE.at(x), Arrays.stream(x).boxed().toList(), accuracy, 1, "completed"));
        });
        Map<String, Double> shares = Importance.of(SPACE, entries);
        assertTrue(shares.getOrDefault("lambda", 0.0) > 0.9, shares.toString());
        assertTrue(Importance.of(SPACE, entries.subList(0, 5)).isEmpty());
    }
}
