package io.minibatch.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 1000, 1024, 50_000, 65_537})
    void everyElement_standsAtExactlyOnePlace(int size) {
        int[] order = order(7, 0, size);
        BitSet seen = new BitSet(size);
        Arrays.stream(order).forEach(seen::set);
        assertEquals(size, seen.cardinality());
        assertEquals(size, seen.length());
    }

    @Test
    void everyElement_standsAtExactlyOnePlace_ofAnySizeSeedAndEpoch() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            // As many small sizes as large ones.
            int size = random.nextInt(1, 2 + (1 << random.nextInt(15)));
            long seed = random.nextLong();
            int epoch = random.nextInt(Integer.MAX_VALUE);
            BitSet seen = new BitSet(size);
            Arrays.stream(order(seed, epoch, size)).forEach(seen::set);
            String order = "size " + size + ", seed " + seed + ", epoch " + epoch;
            assertEquals(size, seen.cardinality(), order);
            assertEquals(size, seen.length(), order);
        }
    }

    @Test
    void sameSeedAndEpoch_repeat_andAnotherEpochDiffers() {
        assertArrayEquals(order(7, 3, 1000), order(7, 3, 1000));
        assertFalse(Arrays.equals(order(7, 3, 1000), order(7, 4, 1000)));
        assertFalse(Arrays.equals(order(7, 3, 1000), order(8, 3, 1000)));
    }

    /** Pearson's statistic of (place, element) over many epochs; 81 degrees of freedom, the 99.9 % point is 126. */
    @Test
    void everyElement_isAsLikelyAtEveryPlace() {
        int size = 10;
        int epochs = 20_000;
        int[][] counts = new int[size][size];
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = order(11, epoch, size);
            for (int place = 0; place < size; place++) {
                counts[place][order[place]]++;
            }
        }
        double expected = (double) epochs / size;
        double statistic = 0;
        for (int[] row : counts) {
            for (int count : row) {
                statistic += (count - expected) * (count - expected) / expected;
            }
        }
        assertTrue(statistic < 126, "chi-squared " + statistic);
    }

    @Test
    void sizeZero_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Permutation(1, 0, 0));
    }

    private static int[] order(long seed, int epoch, int size) {
        int[] order = new int[size];
        new Permutation(seed, epoch, size).fill(order);
        return order;
    }
}
