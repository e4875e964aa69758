package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.JointBackend;
import io.minibatch.backend.cpu.CpuBackend;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockStepGroupTest {
    private static final List<Integer> TRAININGS = List.of(0, 1, 2, 3, 4, 5);

    /** The thread that carried each training out. */
    private final Map<Integer, Thread> carriedOut = new ConcurrentHashMap<>();

    private Map<Throwable, List<Integer>> run(int seats, BiConsumer<TrainingDevice, Integer> work) {
        LockStepGroup<Integer> group = new LockStepGroup<>(seats, TRAININGS, (device, training) -> {
            carriedOut.put(training, Thread.currentThread());
            work.accept(device, training);
        });
        try (Backend backend = new JointBackend(new CpuBackend(1), seats).backend()) {
            return group.run(backend);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 8})
    void trainings_areAllCarriedOut(int seats) {
        assertEquals(Map.of(), run(seats, (device, training) -> {}));
        assertEquals(Set.copyOf(TRAININGS), carriedOut.keySet());
    }

    @Test
    void trainingThatFails_isReturned_andItsSeatStaysEmpty() {
        RuntimeException bug = new IllegalStateException("a test's");
        assertEquals(Map.of(bug, List.of(0)), run(2, (device, training) -> {
            if (training == 0) {
                throw bug;
            }
        }));
        for (int later = 1; later < TRAININGS.size(); later++) {
            assertTrue(carriedOut.containsKey(later), "training " + later);
            assertNotEquals(carriedOut.get(0), carriedOut.get(later), "the seat of training " + later);
        }
    }

    @Test
    void allSeatsFail_theRestIsNotBegun() {
        RuntimeException lost = new IllegalStateException("a test's");
        Map<Throwable, List<Integer>> failures = run(2, (device, training) -> {
            throw lost;
        });
        assertEquals(Set.of(0, 1), Set.copyOf(failures.get(lost)));
        assertEquals(Set.of(0, 1), carriedOut.keySet());
    }
}
