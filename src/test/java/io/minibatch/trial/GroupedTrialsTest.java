package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.JointBackend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.DataSource;
import io.minibatch.data.Split;
import io.minibatch.io.LogLines;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.train.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials on a device that runs several at the same time. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupedTrialsTest {
    private static final Split SPLIT = new Split(
            TestData.random(43, 3, 5, 4),
            TestData.random(17, 3, 5, 4),
            TestData.random(11, 3, 5, 4),
            new DataSource("random", true, List.of()));

    @TempDir
    private Path folder;

    /** Every backend that was opened, the first one first. */
    private final List<JointBackend> opened = Collections.synchronizedList(new ArrayList<>());

    private final Ends ends = new Ends();

    /** Keeps in which order trials were reported, and can stop a workers in the middle. */
    private static final class Ends implements Workers.Progress {
        private final List<Trial> trials = Collections.synchronizedList(new ArrayList<>());
        private final List<Boolean> known = Collections.synchronizedList(new ArrayList<>());
        private double stopAt = 2;
        private @Nullable Workers stopped;

        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {
                if (fraction >= stopAt && stopped != null) {
                    stopped.requestStop();
                }
            };
        }

        @Override
        public void ended(Trial trial, Outcome outcome, boolean wasKnown) {
            trials.add(trial);
            known.add(wasKnown);
        }
    }

    private Backend open(int together) {
        JointBackend joint = new JointBackend(new CpuBackend(1), together);
        opened.add(joint);
        return joint.backend();
    }

    private LocalWorkers workers(String name, int together) {
        return workers(name, new Place(threads -> open(together), 1, "test", false, "random"));
    }

    /** Returns workers on backends for eight; a hook runs before each operation. */
    private LocalWorkers workers(String name, BiConsumer<JointBackend, String> hook) {
        return workers(
                name,
                new Place(
                        threads -> {
                            Backend backend = open(8);
                            JointBackend joint = opened.get(opened.size() - 1);
                            joint.hook(operation -> hook.accept(joint, operation));
                            return backend;
                        },
                        1,
                        "test",
                        false,
                        "random"));
    }

    private LocalWorkers workers(String name, Place place) {
        return new LocalWorkers(
                folder.resolve(name), trial -> trial.trainingSettings().training(SPLIT), place, ends);
    }

    private static Trial trial(long seed, String... settings) {
        Map<String, String> texts = new TreeMap<>(Map.of(
                "layers", "15,6,4", "batch", "5", "epochs", "4", "monitor", "training-cost,evaluation-accuracy"));
        for (String setting : settings) {
            texts.put(setting.split("=")[0], setting.split("=")[1]);
        }
        texts.values().removeIf("none"::equals);
        return new Trial(seed + " " + List.of(settings), "", Settings.parse(texts), seed);
    }

    /** Returns trials that may run together. */
    private static List<Trial> companions() {
        return List.of(
                trial(1),
                trial(2, "eta=3", "lambda=2"),
                trial(3, "momentum=0.5"),
                trial(4, "cost=quadratic", "epochs=2"),
                trial(5, "dropout=0.4"),
                trial(6, "init=large", "early-stop=1"),
                trial(7, "eta=1e30", "momentum=0.9"),
                trial(8, "monitor-every=15"),
                trial(9, "epochs=6", "schedule=halve:1"),
                trial(10, "until=3"),
                trial(11));
    }

    /** Returns the files of a folder by their names, without day and times. */
    private Map<String, String> files(String name) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = file.toString().endsWith(".json")
                        ? Files.readString(file)
                                .replaceAll("\"day\":\"[^\"]*\"|\"grouped\":true,", "")
                                .replaceAll("\"(seconds|examples.per.second)\":(\\[[^]]*]|[^,}]*)", "")
                        : "";
                texts.put(folder.resolve(name).relativize(file).toString(), text);
            }
        }
        return texts;
    }

    private List<Integer> sizesOfRuns() {
        return opened.stream()
                .flatMap(each -> each.runs().stream())
                .map(List::size)
                .toList();
    }

    private void assertFreed() {
        for (JointBackend each : opened) {
            assertTrue(each.isClosed());
            assertEquals(List.of(), each.leftOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 100})
    void outcomes_equalThoseOfTrialsAlone(int together) throws IOException {
        List<Trial> trials = companions();
        assertNotNull(workers("alone", 1).run(trials, false));
        assertEquals(List.of(), sizesOfRuns());
        assertEquals(trials.size(), opened.size());
        opened.clear();
        ends.trials.clear();
        LocalWorkers workers = workers("together", together);
        Map<Trial, Outcome> outcomes = workers.run(trials, false);
        assertNotNull(outcomes);
        assertEquals(trials, List.copyOf(outcomes.keySet()));
        assertEquals(files("alone"), files("together"));
        assertEquals(trials, ends.trials);
        assertEquals(Collections.nCopies(2 * trials.size(), false), ends.known);
        assertEquals(Math.min(together, trials.size()), Collections.max(sizesOfRuns()));
        assertEquals(Math.min(together, trials.size()), workers.maxConcurrent());
        assertEquals(1, opened.size());
        // Training and validation images once, and the test images with each network.
        assertEquals(2 + trials.size() - 1, opened.get(0).uploads());
        assertFreed();
    }

    @Test
    void moreTrialsThanFit_takeTheSeatsOfThoseThatEnded() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            trials.add(trial(i, "epochs=" + (i == 0 ? 5 : 1)));
        }
        assertNotNull(workers("together", 2).run(trials, false));
        int[] stepsOf = new int[3];
        opened.get(0).runs().forEach(run -> stepsOf[run.size()] += run.get(0));
        assertEquals(5 * 9, stepsOf[2]);
        assertEquals(9, stepsOf[1]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "layers=15,7,4; 1",
                "layers=15,6,6,4; 1",
                "activations=tanh,sigmoid; 1",
                "batch=6; 1",
                "within=1000; 1",
                "eta=2; 2"
            })
    void trialsThatDifferInThis_runTogetherOrNot(String setting, int atOnce) {
        LocalWorkers workers = workers("trials", 8);
        assertNotNull(workers.run(List.of(trial(1), trial(2, setting.split(" "))), false));
        assertEquals(atOnce, workers.maxConcurrent());
    }

    @Test
    void trialsThatWorkOnAllImages_runAlone() {
        LocalWorkers workers = workers("trials", 8);
        List<Trial> trials =
                List.of(trial(1, "optimizer=lbfgs", "batch=none"), trial(2, "optimizer=lbfgs", "batch=none"));
        assertNotNull(workers.run(trials, false));
        assertEquals(2, opened.size(), "each opens its backend, and none tries a group before");
    }

    @Test
    void trialsOfOneFolderOfCheckpoints_takeTurns() {
        List<Trial> trials = List.of(trial(1, "until=1"), trial(1, "until=3"), trial(1));
        LocalWorkers workers = workers("trials", 8);
        Map<Trial, Outcome> outcomes = workers.run(trials, false);
        assertNotNull(outcomes);
        assertEquals(1, workers.maxConcurrent());
        assertEquals(
                List.of(1.0, 3.0, 4.0),
                outcomes.values().stream()
                        .map(outcome -> outcome.values().get("epochs"))
                        .toList());
    }

    @Test
    void trialsWhoseTimeMatters_runAlone() {
        LocalWorkers workers = workers("trials", 8);
        assertNotNull(workers.run(companions(), true));
        assertEquals(1, workers.maxConcurrent());
        assertEquals(List.of(), sizesOfRuns());
    }

    @Test
    void outcomesOfAGroup_areNotReusedWhereTimeMatters() {
        List<Trial> trials = companions();
        assertNotNull(workers("trials", 8).run(trials, false));
        for (boolean known : new boolean[] {false, true}) {
            ends.known.clear();
            assertNotNull(workers("trials", 8).run(trials, true));
            assertEquals(Collections.nCopies(trials.size(), known), ends.known);
        }
        ends.known.clear();
        assertNotNull(workers("trials", 8).run(trials, false));
        assertEquals(Collections.nCopies(trials.size(), true), ends.known);
    }

    @Test
    void timedTrials_runInNoGroup_butSideBySideOnTheCpu() {
        LocalWorkers workers = workers("gpu", 8);
        assertNotNull(workers.runTimed(companions()));
        assertEquals(1, workers.maxConcurrent());
        CyclicBarrier both = new CyclicBarrier(2);
        Place cores = new Place(
                threads -> {
                    await(both);
                    return open(8);
                },
                2,
                "cpu",
                true,
                "random");
        assertNotNull(workers("cpu", cores).runTimed(companions().subList(0, 2)));
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException notTwo) {
            throw new AssertionError("the trials do not run side by side", notTwo);
        }
    }

    @Test
    void most_isTheSizeOfTheLargestGroup() {
        Preparation preparation = trial -> trial.trainingSettings().training(SPLIT);
        assertEquals(11, Companions.most(companions(), preparation));
        List<Trial> mixed = List.of(
                trial(1),
                trial(1, "until=2"),
                trial(2, "batch=6"),
                trial(3),
                trial(4, "layers=15,7,4"),
                trial(5, "within=1000"),
                trial(6, "optimizer=lbfgs", "batch=none"));
        assertEquals(2, Companions.most(mixed, preparation));
        assertEquals(1, Companions.most(mixed.subList(0, 3), preparation));
        assertEquals(1, Companions.most(mixed.subList(5, 7), preparation));
    }

    @Test
    void otherKindsBetween_areReportedInTheirPlace() throws IOException {
        List<Trial> trials = List.of(
                trial(1), trial(2, "batch=6"), trial(3), trial(4, "batch=6"), trial(5, "within=1000"), trial(6));
        assertNotNull(workers("alone", 1).run(trials, false));
        opened.clear();
        ends.trials.clear();
        assertNotNull(workers("together", 8).run(trials, false));
        assertEquals(trials, ends.trials);
        assertEquals(files("alone"), files("together"));
        assertEquals(3, opened.size());
    }

    @Test
    void knownTrials_areNotCarriedOutAgain() {
        List<Trial> trials = companions();
        assertNotNull(workers("trials", 8).run(List.of(trials.get(1), trials.get(4)), false));
        ends.trials.clear();
        ends.known.clear();
        LocalWorkers workers = workers("trials", 100);
        assertNotNull(workers.run(trials, false));
        assertEquals(trials.size() - 2, workers.maxConcurrent());
        assertEquals(trials, ends.trials);
        assertEquals(2, Collections.frequency(ends.known, true));
        assertTrue(ends.known.get(1) && ends.known.get(4));
    }

    /** Fails where more than three steps are claimed at the same time. */
    @Test
    void tooLittleMemoryForAll_carriesOutAllNevertheless() throws IOException {
        List<Trial> trials = companions();
        assertNotNull(workers("alone", 1).run(trials, false));
        opened.clear();
        LocalWorkers small = workers("together", (joint, operation) -> {
            if (operation.equals("claim") && joint.openClaims() >= 3) {
                throw new BackendException("out of memory");
            }
        });
        ends.trials.clear();
        assertNotNull(small.run(trials, false));
        assertEquals(files("alone"), files("together"));
        assertEquals(trials, ends.trials);
        assertEquals(3, Collections.max(sizesOfRuns()));
        assertEquals(3, small.maxConcurrent());
        assertFreed();
    }

    @Test
    void deviceThatFailsWithSeveral_carriesOutEachAlone() throws IOException {
        List<Trial> trials = companions().subList(0, 4);
        assertNotNull(workers("alone", 1).run(trials, false));
        opened.clear();
        LocalWorkers failing = workers("together", (joint, operation) -> {
            if (operation.equals("run")) {
                throw new BackendException("the launch failed");
            }
        });
        List<String> lines = LogLines.of(LocalWorkers.class, () -> assertNotNull(failing.run(trials, false)));
        assertEquals(files("alone"), files("together"));
        assertFreed();
        assertEquals(1, failing.maxConcurrent());
        assertEquals(
                List.of(
                        "4 trials failed beside other trials and will run again: the launch failed",
                        "3 trials failed beside other trials and will run again: the launch failed",
                        "2 trials failed beside other trials and will run again: the launch failed"),
                lines);
    }

    @Test
    void wrongSettings_areSaidInTheirTurn_andTheTrialsBeforeAreKept() {
        List<Trial> trials = List.of(trial(1), trial(2), trial(3, "layers=15,6,5"), trial(4));
        assertThrows(SettingException.class, () -> workers("trials", 8).run(trials, false));
        assertEquals(trials.subList(0, 2), ends.trials);
        assertFreed();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void stopInTheMiddle_endsAll_andTheRestResumesToTheSameFiles(double fraction) throws IOException {
        List<Trial> trials = companions();
        assertNotNull(workers("alone", 1).run(trials, false));
        ends.trials.clear();
        ends.stopAt = fraction;
        LocalWorkers first = workers("together", 4);
        ends.stopped = first;
        assertNull(first.run(trials, false));
        assertTrue(ends.trials.size() < trials.size());
        ends.stopped = null;
        ends.trials.clear();
        assertNotNull(workers("together", 4).run(trials, false));
        assertEquals(trials, ends.trials);
        assertEquals(files("alone"), files("together"));
    }

    @Test
    void onTheCpu_trialsRunSideBySide_andNotInGroups() {
        Place cores = new Place(threads -> open(8), 2, "cpu", true, "random");
        LocalWorkers workers = workers("trials", cores);
        assertNotNull(workers.run(companions(), false));
        assertEquals(List.of(), sizesOfRuns());
        assertEquals(companions().size(), opened.size());
    }
}
