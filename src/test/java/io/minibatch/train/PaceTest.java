package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pieces of an epoch, with a clock that only the steps advance. */
class PaceTest {
    private static final long MICRO = 1000;

    private long now;
    private int waits;

    private final Pace pace = new Pace(() -> waits++, () -> now);

    /** Returns the calls of one epoch. */
    private List<Integer> epoch(int steps, long nanosecondsPerStep) {
        List<Integer> calls = new ArrayList<>();
        pace.restart();
        for (int done = 0; done < steps; ) {
            int next = pace.next(steps - done);
            assertTrue(next > 0);
            now += next * nanosecondsPerStep;
            pace.ran(next);
            calls.add(next);
            done += next;
        }
        now += 777_777 * MICRO; // an evaluation
        return calls;
    }

    @Test
    void firstCalls_areOneStepAndThenTwiceAsManyEach() {
        assertEquals(List.of(1, 2, 4, 8, 16, 19), epoch(50, MICRO));
    }

    @Test
    void epochThatTakesLessThanATenthOfASecond_becomesOneCall() {
        for (int i = 0; i < 5; i++) {
            epoch(1000, 20 * MICRO);
        }
        assertEquals(List.of(1000), epoch(1000, 20 * MICRO));
    }

    @Test
    void longEpoch_isCutIntoTenthsOfASecond_eachWaitedFor() {
        epoch(1000, 1000 * MICRO);
        waits = 0;
        assertEquals(List.of(100, 100, 100, 100, 100), epoch(500, 1000 * MICRO));
        assertEquals(5, waits);
    }

    @Test
    void stepsThatBecomeSlower_getShorterCallsAtOnce() {
        epoch(10_000, 100 * MICRO);
        List<Integer> calls = epoch(5000, 1000 * MICRO);
        assertEquals(1000, calls.get(0));
        assertEquals(100, calls.get(1));
    }

    @Test
    void stepOfManySeconds_isACallOfItsOwn() {
        assertEquals(List.of(1, 1, 1), epoch(3, 5_000_000 * MICRO));
    }

    /** A measurement in the middle of a piece makes no device wait that would not, and leaves the pace as it was. */
    @Test
    void callsShorterThanAPiece_doNotWait() {
        epoch(10_000, 100 * MICRO);
        waits = 0;
        for (int i = 0; i < 20; i++) {
            assertEquals(List.of(30), epoch(30, 100 * MICRO));
        }
        assertEquals(0, waits);
        assertTrue(epoch(10_000, 100 * MICRO).contains(1000));
    }
}
