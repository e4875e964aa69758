package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendContestTest {
    private static final Dataset DATA = TestData.random(100, 4, 4, 3);
    private static final Workload WORKLOAD = workload(10);

    @TempDir
    private Path folder;

    private final List<Fake> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(fake -> fake.cpu.close());
    }

    /** The cpu backend with another name, steps that take longer, and perhaps a fault. */
    private static final class Fake {
        private final Backend cpu =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend();
        private final String name;
        private final int milliseconds;
        private final boolean fails;
        private int steps;
        private boolean closed;

        Fake(String name, int milliseconds, boolean fails) {
            this.name = name;
            this.milliseconds = milliseconds;
            this.fails = fails;
        }

        Backend backend() {
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, given) -> {
                        if (List.of("device", "summary").contains(method.getName())) {
                            return "the device of " + name;
                        }
                        if (method.getName().equals("close")) {
                            closed = true;
                            return null;
                        }
                        Object result = invoke(method, cpu, given);
                        return result instanceof Step step ? step(step) : result;
                    });
        }

        private Step step(Step step) {
            return (Step) Proxy.newProxyInstance(
                    Step.class.getClassLoader(), new Class<?>[] {Step.class}, (proxy, method, given) -> {
                        if (method.getName().equals("run")) {
                            if (fails) {
                                throw new BackendException("the device is broken");
                            }
                            steps += (int) given[0];
                            Thread.sleep((long) milliseconds * (int) given[0]);
                        }
                        return invoke(method, step, given);
                    });
        }

        private static @Nullable Object invoke(Method method, Object on, Object @Nullable [] given) throws Throwable {
            try {
                return method.invoke(on, given);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        }
    }

    private BackendContest.Entrant entrant(String name, int milliseconds) {
        return entrant(name, milliseconds, 1, false);
    }

    private BackendContest.Entrant entrant(String name, int milliseconds, int atOnce, boolean fails) {
        return new BackendContest.Entrant(name, "machine", atOnce, false, () -> {
            Fake fake = new Fake(name, milliseconds, fails);
            opened.add(fake);
            return fake.backend();
        });
    }

    private static BackendContest.Entrant unusable(String name) {
        return new BackendContest.Entrant(name, "machine", 1, false, () -> {
            throw new BackendException("it is gone");
        });
    }

    private String open(BackendContest.Entrant... entrants) {
        return open(WORKLOAD, entrants);
    }

    /** Returns the reason; what was opened before is forgotten. */
    private String open(Workload workload, BackendContest.Entrant... entrants) {
        closeAll();
        opened.clear();
        return new BackendContest(List.of(entrants), Map.of(), workload, new RememberedTimes(folder))
                .open()
                .reason();
    }

    private int steps() {
        return opened.stream().mapToInt(fake -> fake.steps).sum();
    }

    private static Workload workload(int batch) {
        Network initial =
                Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(16, 8, 3), Cost.CROSS_ENTROPY), 1);
        Hyperparameters hyperparameters = Hyperparameters.sgd(1, batch, 0.01, 0);
        return new Workload(initial, new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1), DATA);
    }

    private void assertTaken(String name, String reason) {
        assertTrue(reason.startsWith(name + " (the device of " + name + ")"), reason);
        for (Fake fake : opened) {
            assertEquals(!fake.name.equals(name), fake.closed, fake.name + " closed, but taken is " + reason);
        }
    }

    @Test
    void open_slowerFirst_takesTheOther_closesTheFirst_andTellsBothTimes() {
        String reason = open(entrant("a", 20), entrant("b", 0));
        assertTaken("b", reason);
        assertTrue(
                reason.matches("b \\(the device of b\\): [\\d.]+ [mµ]s a step against 2\\d\\.\\d ms on a; "
                        + "measured now and remembered"),
                reason);
    }

    @Test
    void summary_isOneShortLine_thatSaysWhatIsUnavailable() {
        BackendContest contest = new BackendContest(
                List.of(entrant("a", 20), entrant("b", 0)), Map.of(), workload(5), new RememberedTimes(folder));
        String measured = contest.open().summary();
        assertTrue(
                measured.matches("b, the device of b: [\\d.]+ [mµ]s a step, a 2\\d\\.\\d ms \\(measured now\\)"),
                measured);
        BackendContest alone = new BackendContest(
                List.of(entrant("a", 0)), Map.of("b", "there is none"), workload(5), new RememberedTimes(folder));
        assertEquals(
                "a, the device of a (no b: see 'minibatch doctor')",
                alone.open().summary());
    }

    @Test
    void open_slowerSecond_takesTheFirst() {
        assertTaken("a", open(entrant("a", 0), entrant("b", 20)));
    }

    @Test
    void open_again_takesTheSame_withoutMeasuring_evenIfItIsNowSlower() {
        open(entrant("a", 20), entrant("b", 0));
        String reason = open(entrant("a", 0), entrant("b", 20));
        assertTaken("b", reason);
        assertTrue(reason.matches(".* ms on a; remembered from \\d{4}-\\d\\d-\\d\\d"), reason);
        assertEquals(0, steps());
        assertEquals(1, opened.size(), "only the taken one is opened");
    }

    @Test
    void open_withAnotherBatch_measuresAnew() {
        open(entrant("a", 20), entrant("b", 0));
        assertTaken("a", open(workload(20), entrant("a", 0), entrant("b", 20)));
        assertTrue(steps() > 0);
    }

    @Test
    void open_onAnotherMachine_measuresAnew() {
        open(entrant("a", 20), entrant("b", 0));
        BackendContest.Entrant here = entrant("b", 20);
        String reason =
                open(entrant("a", 0), new BackendContest.Entrant("b", "other machine", 1, false, here.opening()));
        assertTaken("a", reason);
    }

    @Test
    void open_rememberedFileIsDamaged_measuresAnewAndRepairsIt() throws IOException {
        open(entrant("a", 20), entrant("b", 0));
        try (Stream<Path> files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), "{");
        }
        String reason = open(entrant("a", 20), entrant("b", 0));
        assertTaken("b", reason);
        assertTrue(reason.endsWith("; measured now and remembered"), reason);
        assertTrue(open(entrant("a", 20), entrant("b", 0)).contains("; remembered from "));
    }

    private boolean isAnythingRemembered() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    @Test
    void open_folderThatCannotBeWritten_choosesAndSaysThatItIsNotRemembered() throws IOException {
        folder = Files.writeString(folder.resolve("file"), "");
        String reason = open(entrant("a", 20), entrant("b", 0));
        assertTaken("b", reason);
        assertTrue(reason.contains("; measured now, not remembered: " + folder), reason);
        assertTrue(reason.endsWith(": cannot be written: a file is where a folder should be"), reason);
    }

    @Test
    void open_onlyOneEntrant_takesItWithoutMeasuring() {
        assertEquals("a (the device of a)", open(entrant("a", 20)));
        assertEquals(0, steps());
    }

    @Test
    void open_othersCannotBeOpened_takesTheOneWithoutMeasuring_andSaysWhy() throws IOException {
        assertEquals("b (the device of b); no a: it is gone", open(unusable("a"), entrant("b", 20)));
        assertEquals(0, steps());
        assertFalse(isAnythingRemembered());
    }

    @Test
    void open_noneCanBeOpened_saysWhyOfEach() {
        BackendException thrown = assertThrows(BackendException.class, () -> open(unusable("a"), unusable("b")));
        assertEquals("no backend can be used; no a: it is gone; no b: it is gone", thrown.getMessage());
    }

    @Test
    void open_oneFailsInItsTrial_takesTheOther_andMeasuresAgainNextTime() throws IOException {
        String reason = open(entrant("a", 0, 1, true), entrant("b", 20));
        assertEquals("b (the device of b); no a: the device is broken", reason);
        assertTaken("b", reason);
        assertFalse(isAnythingRemembered());
        assertTaken("a", open(entrant("a", 0), entrant("b", 20)));
    }

    @Test
    void open_rememberedOneIsGone_takesTheOther_andSaysWhy() {
        open(entrant("a", 0), entrant("b", 20));
        String reason = open(unusable("a"), entrant("b", 20));
        assertEquals("b (the device of b); no a: it is gone", reason);
    }

    @Test
    void open_stepLongerThanATrial_isCarriedOutOnce() {
        assertTaken("b", open(entrant("a", 1000), entrant("b", 0)));
        assertEquals(1, opened.get(0).steps);
    }

    @Test
    void open_severalTrainingsAtOnce_dividesTheTimeOfAStep() {
        // 30 ms a step for four at once are 7.5 ms against 20 ms.
        String reason = open(entrant("a", 20), entrant("b", 30, 4, false));
        assertTaken("b", reason);
        assertTrue(reason.contains(" ms (4 trainings at once) a step against 2"), reason);
    }

    @Test
    void open_deviceThatRunsSeveralTogether_dividesTheTimeByTheseTrainingsAtMost() {
        for (int together : new int[] {3, 100, 1}) {
            String reason = open(entrant("a", 20), device("runs " + together, 4, together));
            assertTaken(together == 1 ? "a" : "b", reason);
            int atOnce = Math.min(together, 4);
            assertEquals(together > 1, reason.contains(" ms (" + atOnce + " trainings at once) a step"), reason);
        }
    }

    /** Returns a backend "b" whose steps take 30 ms. */
    private BackendContest.Entrant device(String machine, int atOnce, int together) {
        BackendContest.Entrant device = entrant("b", 30);
        return new BackendContest.Entrant("b", machine, atOnce, true, () -> {
            Backend backend = device.opening().get();
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, given) -> {
                        if (method.getName().equals("together") && together == 0) {
                            throw new BackendException("the device is broken");
                        }
                        return method.getName().equals("together") ? together : Fake.invoke(method, backend, given);
                    });
        });
    }

    @Test
    void open_remembered_servesAnyNumberOfTrainings_andTellsItForEach() {
        open(entrant("a", 20), device("machine", 4, 8));
        for (int atOnce : new int[] {5, 100, 1}) {
            String reason = open(entrant("a", 20), device("machine", atOnce, 8));
            assertTaken(atOnce == 1 ? "a" : "b", reason);
            assertTrue(reason.contains("; remembered from "), reason);
            assertEquals(0, steps());
            assertEquals(atOnce > 1, reason.contains(" ms (" + Math.min(atOnce, 8) + " trainings at once)"), reason);
        }
        String cpu = open(entrant("a", 20, 64, false), device("machine", 64, 8));
        assertTaken("a", cpu);
        assertTrue(cpu.contains(" ms (8 trainings at once) on b; remembered from "), cpu);
    }

    @Test
    void open_deviceThatFailsToSayHowManyRunTogether_isClosed() {
        String reason = open(device("machine", 4, 0), entrant("a", 20));
        assertEquals("a (the device of a); no b: the device is broken", reason);
        assertTaken("a", reason);
    }
}
