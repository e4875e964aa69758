package io.minibatch.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static final int COUNT = 200_000;

    @Test
    void bits_areTheWordsOfPhiloxAtTheDocumentedCounter() {
        int[] counter = {1, 5, 3, 3 + 256 * 9};
        Philox.apply(counter, 0x9abcdef0, 0x12345678);
        assertEquals(counter[2], new RandomStream(0x123456789abcdef0L, Purpose.DROPOUT, 3, 5, 9).bits(6));
    }

    @Test
    void uniform_hasTheMomentsOfTheUnitInterval() {
        RandomStream stream = new RandomStream(1, Purpose.AUGMENTATION, 0, 0);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < COUNT; i++) {
            float u = stream.uniform(i);
            assertTrue(u > 0 && u < 1);
            sum += u;
            squares += u * u;
        }
        assertEquals(0.5, sum / COUNT, 5 * Math.sqrt(1 / 12.0 / COUNT));
        assertEquals(1 / 3.0, squares / COUNT, 5 * Math.sqrt(4 / 45.0 / COUNT));
    }

    @Test
    void gaussian_hasTheMomentsOfTheNormalDistribution() {
        float[] values = new float[COUNT];
        new RandomStream(1, Purpose.WEIGHTS, 0, 0).gaussian(values);
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            fourths += Math.pow(value, 4);
        }
        assertEquals(0, sum / COUNT, 5 / Math.sqrt(COUNT));
        assertEquals(1, squares / COUNT, 5 * Math.sqrt(2.0 / COUNT));
        assertEquals(3, fourths / COUNT, 5 * Math.sqrt(96.0 / COUNT));
    }

    @Test
    void gaussian_oddLength_isAPrefixOfTheLongerOne() {
        float[] shorter = new float[7];
        float[] longer = new float[12];
        RandomStream stream = new RandomStream(1, Purpose.BIASES, 0, 2);
        stream.gaussian(shorter);
        stream.gaussian(longer);
        for (int i = 0; i < shorter.length; i++) {
            assertEquals(longer[i], shorter[i]);
        }
    }

    @Test
    void purposesEpochsStepsAndSeeds_drawDifferentNumbers() {
        int first = new RandomStream(1, Purpose.WEIGHTS, 0, 0).bits(0);
        assertNotEquals(first, new RandomStream(1, Purpose.BIASES, 0, 0).bits(0));
        assertNotEquals(first, new RandomStream(1, Purpose.WEIGHTS, 1, 0).bits(0));
        assertNotEquals(first, new RandomStream(1, Purpose.WEIGHTS, 0, 1).bits(0));
        assertNotEquals(first, new RandomStream(2, Purpose.WEIGHTS, 0, 0).bits(0));
    }

    @Test
    void half_isTheLowAndThenTheHighHalfOfAWord() {
        RandomStream stream = new RandomStream(7, Purpose.DROPOUT, 1, 2, 3);
        assertEquals(stream.bits(5) & 0xFFFF, stream.half(10));
        assertEquals(stream.bits(5) >>> 16, stream.half(11));
    }
}
