package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.JointBackend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.DataSource;
import io.minibatch.data.Split;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.train.TestData;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A search on a device that runs several trials at the same time writes the journal of one that runs one. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupedSearchTest {
    private static final int TRIALS = 20;
    private static final Split SPLIT = new Split(
            TestData.random(43, 3, 5, 4),
            TestData.random(17, 3, 5, 4),
            TestData.random(11, 3, 5, 4),
            new DataSource("random", true, List.of()));
    static final Preparation PREPARATION = trial -> trial.settings()
            .without(Settings.with(Trait.TRIAL))
            .with(LoopSpec.SEED, trial.seed())
            .training(SPLIT);

    @TempDir
    private Path folder;

    private @Nullable LocalWorkers stopped;
    private int ended;
    private int most;

    /** A search, and how many of its trials can run at the same time. */
    private record Case(Search.Design design, int atOnce) {}

    static Stream<Case> cases() {
        String plain = "eta=log(0.01,10) lambda=log(0.1,100) momentum=real(0,0.9)";
        return Stream.of(
                new Case(design(plain, Ladder.whole(4)), 8),
                new Case(design(plain + " batch=[5,6] epochs=int(1,4)", Ladder.whole(4)), 8),
                new Case(design(plain, Ladder.successiveHalving(9)), 4),
                new Case(
                        new Search.Design(
                                SearchSpace.parse("eta=log(0.01,10)"),
                                new TreeParzenSampler(1, 1),
                                Ladder.whole(4),
                                settings(4),
                                1),
                        4));
    }

    private static Search.Design design(String text, Ladder ladder) {
        SearchSpace space = SearchSpace.parse(text);
        int epochs = ladder.epochs().get(ladder.epochs().size() - 1);
        Settings settings = text.contains("epochs") ? Settings.parse(Map.of("layers", "15,6,4")) : settings(epochs);
        return new Search.Design(space, new RandomSampler(1, space.size()), ladder, settings, 1);
    }

    private static Settings settings(int epochs) {
        return Settings.parse(Map.of("layers", "15,6,4", "epochs", Integer.toString(epochs)));
    }

    private final Search.Listener listener = new Search.Listener() {
        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {
                if (stopped != null && ended >= 5 && fraction > 0.5) {
                    stopped.requestStop();
                }
            };
        }

        @Override
        public void ended(Trial trial, Journal.Entry entry) {
            ended++;
        }
    };

    private boolean search(Search.Design design, String name, int together, boolean stop) {
        Journal journal = new Journal(folder.resolve(name).resolve(Journal.FILE), "a search");
        Search search = new Search(design, journal, PREPARATION::prepare, listener);
        Place place = new Place(
                threads -> new JointBackend(new CpuBackend(1), together).backend(), 1, "test", false, "random");
        LocalWorkers workers = new LocalWorkers(folder.resolve(name).resolve("trials"), PREPARATION, place, search);
        stopped = stop ? workers : null;
        ended = 0;
        boolean done = search.run(TRIALS, workers);
        most = workers.maxConcurrent();
        return done;
    }

    private String journal(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve(Journal.FILE)).replaceAll("\"seconds\":[^,]*,", "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void journal_equalsThatOfOneTrialAfterTheOther(Case search) throws IOException {
        assertTrue(search(search.design, "alone", 1, false));
        assertEquals(1, most);
        assertTrue(search(search.design, "together", 8, false));
        assertEquals(search.atOnce, most);
        assertEquals(journal("alone"), journal("together"));
    }

    @Test
    void samplerThatLearnsFromSeconds_hasOneTrialAtATime() {
        for (boolean perSecond : new boolean[] {false, true}) {
            Search.Design design = new Search.Design(
                    SearchSpace.parse("eta=log(0.01,10)"),
                    new BayesianSampler(1, 1, perSecond),
                    Ladder.whole(4),
                    settings(4),
                    1);
            assertTrue(search(design, perSecond ? "seconds" : "trials", 8, false));
            assertEquals(perSecond ? 1 : 4, most);
            assertEquals(most, design.together(TRIALS));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "eta=log(0.01,10) momentum=real(0,0.9) epochs=int(1,4); 20",
                "batch=int(1,64); 1",
                "eta=log(0.01,10) layers=[15,6,4|15,4]; 1",
                "activations=[tanh|relu]; 1",
                "train-size=[20,40]; 1"
            })
    void trialsOfSpace_mayRunTogetherOrNot(String space, int together) {
        SearchSpace searched = SearchSpace.parse(space);
        Search.Design design =
                new Search.Design(searched, new RandomSampler(1, searched.size()), Ladder.whole(4), Settings.NONE, 1);
        assertEquals(together, design.together(TRIALS));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stoppedSearch_resumesToTheSameJournal(Case search) throws IOException {
        assertTrue(search(search.design, "alone", 1, false));
        assertFalse(search(search.design, "stopped", 3, true));
        assertTrue(search(search.design, "stopped", 8, false));
        assertEquals(journal("alone"), journal("stopped"));
    }
}
