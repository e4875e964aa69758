package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trials that measure committees and variants, on the built-in digits. */
class CommitteeTrialTest {
    private static final Map<String, String> COMMON = Map.of(
            "layers",
            "784,8,10",
            "epochs",
            "3",
            "train-size",
            "300",
            "augment",
            "simard-affine",
            "monitor",
            "evaluation-accuracy");

    private static final Place ONE_CORE = new Place(
            threads -> Backends.open("cpu", BackendOptions.withThreads(threads)).backend(), 1, "cpu", true, "digits");

    private static final Preparation DIGITS = Preparation.onDataAt(Settings.parse(Map.of("offline", "true")));

    @TempDir
    private Path folder;

    /** The fractions that are reported while trials train. */
    private final List<Double> fractions = new ArrayList<>();

    private static Trial trial(long seed, String... settings) {
        Map<String, String> all = new TreeMap<>(COMMON);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new Trial("trial", "", Settings.parse(all), seed);
    }

    private LocalWorkers workers(double stopAt) {
        LocalWorkers[] self = new LocalWorkers[1];
        self[0] = new LocalWorkers(folder, DIGITS, ONE_CORE, new Workers.Progress() {
            @Override
            public DoubleConsumer started(Trial trial) {
                return fraction -> {
                    fractions.add(fraction);
                    if (fraction >= stopAt) {
                        self[0].requestStop();
                    }
                };
            }

            @Override
            public void ended(Trial trial, Outcome outcome, boolean known) {}
        });
        return self[0];
    }

    private Outcome outcome(Trial trial) {
        Map<Trial, Outcome> outcomes = workers(2).run(List.of(trial), true);
        if (outcomes == null) {
            throw new AssertionError("nobody stopped it");
        }
        return outcomes.getOrDefault(trial, new Outcome(Map.of(), Map.of(), new long[0], ""));
    }

    @Test
    void committeeOfOne_isTheNetwork() {
        Outcome plain = outcome(trial(1));
        Outcome one = outcome(trial(1, "members", "1"));
        assertEquals(plain.values().get("test-accuracy"), one.values().get("test-accuracy"));
        double[] scores = plain.column("evaluation-accuracy");
        assertEquals(scores[scores.length - 1], one.values().get("validation-accuracy"));
        assertTrue(value(one, "seconds-per-image") > 0);
        assertFalse(plain.values().containsKey("validation-accuracy"));
    }

    @Test
    void committeeOfOne_thatTellsTwoClassesByOneOutput_isTheNetwork() {
        String[] two = {"classes", "3,8", "layers", "784,8,1"};
        Outcome plain = outcome(trial(1, two));
        Outcome one = outcome(trial(1, "members", "1", two[0], two[1], two[2], two[3]));
        assertEquals(plain.values().get("test-accuracy"), one.values().get("test-accuracy"));
        assertTrue(value(one, "all-wrong") > 0);
    }

    @Test
    void committee_hasTheSeriesOfItsFirstNetwork_andFewerMistakesOfAllThanOfOne() {
        Outcome one = outcome(trial(1, "members", "1"));
        Outcome three = outcome(trial(1, "members", "3"));
        assertEquals(List.of(1.0, 2.0, 3.0), list(three.column("epoch")));
        assertEquals(list(one.column("evaluation-accuracy")), list(three.column("evaluation-accuracy")));
        assertTrue(value(three, "all-wrong") < value(one, "all-wrong"));
        assertTrue(value(three, "seconds") > value(one, "seconds"));
        assertTrue(value(three, "test-accuracy") != value(one, "test-accuracy"));
    }

    /** The first networks of a committee are those of a smaller one, which are there already. */
    @Test
    void trialsThatDifferByTheirMeasureAlone_trainTheirNetworksOnce() {
        outcome(trial(1, "members", "2"));
        fractions.clear();
        Outcome varied = outcome(trial(1, "variants", "3"));
        assertEquals(List.of(), fractions);
        Outcome three = outcome(trial(1, "members", "3"));
        assertTrue(fractions.get(0) > 2.0 / 3, "it began again at " + fractions);
        assertTrue(value(varied, "test-accuracy") != value(three, "test-accuracy"));
    }

    @Test
    void committeeThatIsStopped_goesOnToTheOutcomeOfOneThatWasNot() {
        Trial trial = trial(5, "members", "2", "variants", "2");
        assertEquals(null, workers(0.6).run(List.of(trial), true));
        fractions.clear();
        Outcome resumed = outcome(trial);
        assertTrue(fractions.get(0) > 0.5, "it began again at " + fractions);
        folder = folder.resolve("whole");
        Outcome whole = outcome(trial);
        for (String value : List.of("validation-accuracy", "test-accuracy", "all-wrong", "small-weights")) {
            assertEquals(whole.values().get(value), resumed.values().get(value), value);
        }
    }

    @Test
    void committees_ofDifferentSeeds_shareNoNetwork() {
        List<Long> first =
                trial(1, "members", "100").members().stream().map(Trial::seed).toList();
        List<Long> second =
                trial(2, "members", "100").members().stream().map(Trial::seed).toList();
        assertTrue(first.stream().noneMatch(second::contains));
        assertEquals(1, first.get(0));
        assertEquals(100, first.stream().distinct().count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            variants | 2 | augment | | variants needs a training that varies its images, as by augment, or must be 0
            members | 2 | until | 1 | members cannot be combined with until
            variants | 0 | within | 1 | variants cannot be combined with within
            members | 2 | svm | true | members is for networks, not for a support vector machine
            """)
    void measuresThatDoNotFit_areRefused(
            String name, String value, String other, @Nullable String otherValue, String fault) {
        Map<String, String> all = new TreeMap<>(COMMON);
        all.put(name, value);
        if (otherValue == null) {
            all.remove(other);
        } else {
            all.put(other, otherValue);
        }
        Trial trial = new Trial("trial", "", Settings.parse(all), 1);
        TrialException refused = assertThrows(TrialException.class, () -> DIGITS.prepare(trial));
        assertEquals(fault, refused.reason());
    }

    private static double value(Outcome outcome, String name) {
        Double value = outcome.values().get(name);
        if (value == null) {
            throw new AssertionError(name + " is missing in " + outcome.values());
        }
        return value;
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
