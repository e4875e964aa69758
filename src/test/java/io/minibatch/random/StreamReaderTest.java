package io.minibatch.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StreamReaderTest {
    @Test
    void numbers_areThoseOfTheStream() {
        StreamReader reader = new StreamReader();
        float[] many = new float[12];
        for (long seed : new long[] {0, -1, 0x123456789ABCDEFL}) {
            RandomStream stream = new RandomStream(seed, Purpose.AUGMENTATION, 3, 70_000);
            reader.open(seed, Purpose.AUGMENTATION, 3, 70_000, 0);
            reader.symmetric(16, many);
            for (int i = 0; i < many.length; i++) {
                assertEquals(stream.bits(i), reader.bits(i));
                assertEquals(stream.uniform(i), reader.uniform(i));
                assertEquals(stream.uniform(16 + i, -1, 1), many[i]);
                assertEquals(many[i], reader.symmetric(16 + i));
            }
        }
    }
}
