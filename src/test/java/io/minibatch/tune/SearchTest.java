package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.trial.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SearchTest {
    private static final SearchSpace SPACE = SearchSpace.parse("eta=real(0,1) lambda=real(0,1)");
    private static final int TRIALS = 14;

    @TempDir
    private Path folder;

    private final List<Trial> carriedOut = new ArrayList<>();

    private Journal journal(String name) {
        return new Journal(folder.resolve(name), "{\"search\": 1}");
    }

    private static Search.Design design(Sampler sampler, Ladder ladder) {
        return new Search.Design(SPACE, sampler, ladder, Settings.NONE, 1);
    }

    private static Search.Design bayesian() {
        return design(new BayesianSampler(1, 2), Ladder.whole(9));
    }

    static final Search.Listener SILENT = new Search.Listener() {
        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {};
        }

        @Override
        public void ended(Trial trial, Journal.Entry entry) {}
    };

    /**
     * Is highest at (0.3, 0.7), and the higher the more epochs; what is below 0.1 of lambda diverges; stops after so
     * many.
     */
    private final class Function implements Workers {
        private final Progress progress;
        private final int most;

        Function(Progress progress, int most) {
            this.progress = progress;
            this.most = most;
        }

        @Override
        public @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
            Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
            for (Trial trial : trials) {
                if (carriedOut.size() == most) {
                    return null;
                }
                carriedOut.add(trial);
                double eta = trial.number("eta").orElseThrow();
                double lambda = trial.number("lambda").orElseThrow();
                double epochs = trial.number(TrialSettings.UNTIL.name()).orElse(9);
                double accuracy = 1 - Math.hypot(eta - 0.3, lambda - 0.7) - 0.1 / epochs;
                Map<String, double[]> series = Map.of("evaluation-accuracy", new double[] {0, accuracy, 0});
                Outcome outcome = new Outcome(series, Map.of(), new long[0], lambda < 0.1 ? "diverged" : "completed");
                outcomes.put(trial, outcome);
                progress.ended(trial, outcome, false);
            }
            return outcomes;
        }

        @Override
        public void requestStop() {}
    }

    private boolean search(Search.Design design, Journal journal, int trials, int most) {
        Search search = new Search(design, journal, trial -> {}, SILENT);
        return search.run(trials, new Function(search, most));
    }

    private boolean search(Journal journal, int trials) {
        return search(bayesian(), journal, trials, Integer.MAX_VALUE);
    }

    static Stream<Search.Design> designs() {
        return Stream.of(
                bayesian(),
                design(new TreeParzenSampler(1, 2), Ladder.successiveHalving(9)),
                design(new RandomSampler(1, 2), Ladder.hyperband(9)),
                design(new RandomSampler(1, 2), Ladder.whole(9)));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void interruptedSearch_goesOnToTheSameTrials_losingAndRepeatingNone(Search.Design design) throws IOException {
        assertTrue(search(design, journal("whole"), TRIALS, Integer.MAX_VALUE));
        int all = carriedOut.size();
        carriedOut.clear();
        assertFalse(search(design, journal("cut"), TRIALS, 3));
        assertFalse(search(design, journal("cut"), TRIALS, 10));
        assertTrue(search(design, journal("cut"), TRIALS, Integer.MAX_VALUE));
        assertEquals(all, carriedOut.size());
        assertEquals(all, carriedOut.stream().distinct().count());
        assertEquals(Files.readString(folder.resolve("whole")), Files.readString(folder.resolve("cut")));
    }

    @Test
    void successiveHalving_takesTheBestThirdOfEachRungOn() {
        assertTrue(search(
                design(new RandomSampler(3, 2), Ladder.successiveHalving(9)), journal("h"), 27, Integer.MAX_VALUE));
        List<Journal.Entry> first = entries("h", 1);
        assertEquals(27, first.size());
        int second = entries("h", 3).size();
        assertTrue(second >= 9 && second <= 9 + 4, second + " climbed");
        Journal.Entry best = first.stream()
                .filter(entry -> entry.accuracy() != null)
                .max(Comparator.comparingDouble(Journal.Entry::accuracyOrNaN))
                .orElseThrow();
        assertTrue(entries("h", 9).stream().anyMatch(entry -> entry.number() == best.number()));
        assertEquals(27, journal("h").last().size());
        assertTrue(
                journal("h").last().stream().anyMatch(entry -> entry.epochs() == 9 && entry.number() == best.number()));
    }

    private List<Journal.Entry> entries(String name, int epochs) {
        return journal(name).entries().stream()
                .filter(entry -> entry.epochs() == epochs)
                .toList();
    }

    @Test
    void hyperband_beginsSomeTrialsLater() {
        assertTrue(search(design(new RandomSampler(3, 2), Ladder.hyperband(9)), journal("y"), 20, Integer.MAX_VALUE));
        Map<Integer, Integer> first = new TreeMap<>();
        journal("y").entries().forEach(entry -> first.merge(entry.number(), entry.epochs(), Math::min));
        assertEquals(Set.of(1, 3, 9), Set.copyOf(first.values()));
        assertTrue(first.values().stream().filter(epochs -> epochs == 1).count() > 8);
    }

    @Test
    void lineThatAKillCutShort_isCarriedOutAgain() throws IOException {
        assertTrue(search(journal("a"), 6));
        String whole = Files.readString(folder.resolve("a"));
        Files.writeString(folder.resolve("a"), whole.substring(0, whole.length() - 20));
        carriedOut.clear();
        assertTrue(search(journal("a"), 6));
        assertEquals(1, carriedOut.size());
        assertEquals(whole, Files.readString(folder.resolve("a")));
    }

    @Test
    void failedTrial_isRecordedAndNotFatal() {
        assertTrue(search(design(new RandomSampler(1, 2), Ladder.whole(9)), journal("b"), 40, Integer.MAX_VALUE));
        List<Journal.Entry> entries = journal("b").entries();
        assertEquals(40, entries.size());
        List<Journal.Entry> failed =
                entries.stream().filter(entry -> entry.accuracy() == null).toList();
        assertFalse(failed.isEmpty());
        assertTrue(failed.stream()
                .allMatch(
                        entry -> entry.end().equals("diverged") && entry.point().get(1) < 0.1));
    }

    @Test
    void failedTrial_hasNoLossForTheSampler() {
        List<Observation> seen = new ArrayList<>();
        Sampler watching = (trial, observed) -> {
            seen.clear();
            seen.addAll(observed);
            return new double[] {0.3, trial % 2 == 0 ? 0.05 : 0.7};
        };
        assertTrue(search(design(watching, Ladder.whole(9)), journal("f"), 9, Integer.MAX_VALUE));
        for (int trial = 0; trial < 8; trial++) {
            Observation observation = seen.get(trial);
            assertEquals(trial % 2 == 0 ? Observation.State.FAILED : Observation.State.ENDED, observation.state());
            assertEquals(trial % 2 == 0 ? Double.NaN : 0.1 / 9, observation.loss(), 1e-12);
        }
    }

    @Test
    void settingsThatAreNotAllowed_failOnceWithTheirReason_andTheSearchGoesOn() {
        List<Trial> refused = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Search search = new Search(
                    design(new RandomSampler(1, 2), Ladder.whole(9)),
                    journal("r"),
                    trial -> {
                        if (trial.number("eta").orElseThrow() > 0.8) {
                            refused.add(trial);
                            throw new TrialException(trial.label(), "--a must be at most 0.8");
                        }
                    },
                    SILENT);
            assertTrue(search.run(30, new Function(search, Integer.MAX_VALUE)));
        }
        List<Journal.Entry> failed = journal("r").entries().stream()
                .filter(entry -> entry.end().equals("--a must be at most 0.8"))
                .toList();
        assertFalse(failed.isEmpty());
        assertEquals(failed.size(), refused.size());
        assertTrue(failed.stream().allMatch(entry -> entry.point().get(0) > 0.8 && entry.accuracy() == null));
        assertEquals(30, journal("r").entries().size());
        assertEquals(30 - failed.size(), carriedOut.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "27|after 1, 3 and 9 of 27 epochs",
                "30|after 1, 3 and 10 of 30 epochs",
                "8|after 2 of 8 epochs",
                "2|''"
            })
    void ladder_saysWhenTrialsAreCompared(int epochs, String comparisons) {
        assertEquals(comparisons, Ladder.successiveHalving(epochs).comparisons());
        assertEquals(comparisons, Ladder.hyperband(epochs).comparisons());
        assertEquals("", Ladder.whole(epochs).comparisons());
    }

    @Test
    void trialForWhichTheMemoryIsNotEnough_isTriedAloneAndRecorded() {
        Search search = new Search(bayesian(), journal("m"), trial -> {}, SILENT);
        Function function = new Function(search, Integer.MAX_VALUE);
        List<Integer> sizes = new ArrayList<>();
        assertTrue(search.run(8, new Workers() {
            @Override
            public @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
                sizes.add(trials.size());
                if (trials.stream().anyMatch(trial -> trial.seed() % 8 == 2)) {
                    throw new OutOfMemoryError("no room");
                }
                return function.run(trials, alone);
            }

            @Override
            public void requestStop() {}
        }));
        assertEquals(List.of(4, 1, 1, 1, 1, 4), sizes);
        assertEquals(8, journal("m").entries().size());
        assertEquals(
                1,
                journal("m").entries().stream()
                        .filter(entry -> entry.end().equals("no room") && entry.accuracy() == null)
                        .count());
    }

    @Test
    void journalOfAnotherSearch_isRefused() {
        assertTrue(search(journal("c"), 2));
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new Journal(folder.resolve("c"), "{\"search\": 2}"))
                        .getMessage());
        assertEquals(folder.resolve("c") + " is of another search, '{\"search\": 1}'; use another folder", message);
    }
}
