package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochPartsTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "99, 99, 1, 1", "100, 100, 1, 1", "101, 51, 2, 1", "500, 100, 5, 5", "5000, 100, 50, 50"})
    void hundred_coversTheEpoch(int steps, int count, int length, int last) {
        EpochParts parts = EpochParts.hundred(steps);
        int done = 0;
        int ended = 0;
        while (done < steps) {
            int left = parts.left(done);
            assertEquals(done + left == steps ? last : length, left);
            if (left > 1) {
                assertEquals(0, parts.endedBy(done + left - 1));
            }
            done += left;
            assertEquals(left, parts.endedBy(done));
            ended++;
        }
        assertEquals(count, ended);
    }

    @ParameterizedTest
    @CsvSource({"1", "777"})
    void whole_isOnePart(int steps) {
        assertEquals(steps, EpochParts.whole(steps).left(0));
        assertEquals(steps, EpochParts.whole(steps).endedBy(steps));
    }
}
