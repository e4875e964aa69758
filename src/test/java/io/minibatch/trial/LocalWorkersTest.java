package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWorkersTest {
    private static final Place TWO_CORES = new Place(
            threads -> Backends.open("cpu", BackendOptions.withThreads(threads)).backend(), 2, "cpu", true, "digits");

    @TempDir
    private Path folder;

    private final List<Boolean> known = Collections.synchronizedList(new ArrayList<>());

    private final Workers.Progress progress = new Workers.Progress() {
        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {};
        }

        @Override
        public void ended(Trial trial, Outcome outcome, boolean wasKnown) {
            known.add(wasKnown);
        }
    };

    @Test
    void trialsThatDifferByTheirLabelsAlone_areTrainedOnce() {
        CountDownLatch both = new CountDownLatch(2);
        Preparation slow = trial -> {
            both.countDown();
            await(both);
            return NetworkTrialTest.training();
        };
        List<Trial> trials = Stream.of("one", "other")
                .map(label -> new Trial(label, "", Settings.parse(Map.of("epochs", "12")), 1))
                .toList();
        Map<Trial, Outcome> outcomes = new LocalWorkers(folder, slow, TWO_CORES, progress).run(trials, false);
        assertTrue(outcomes != null && outcomes.size() == 2);
        assertEquals(List.of(false, true), known);
    }

    /** Until both are here, or a second is over. */
    private static void await(CountDownLatch both) {
        try {
            both.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
