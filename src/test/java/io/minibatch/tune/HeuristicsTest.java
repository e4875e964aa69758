package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.RegularizationSpec;
import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.trial.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chapter's heuristics on trials whose outcomes are known functions of their settings. */
class HeuristicsTest {
    private static final int MEASUREMENTS = 15;

    private final List<String> lines = new ArrayList<>();
    private final List<Trial> carriedOut = new ArrayList<>();
    private final List<Integer> carriedOutTogether = new ArrayList<>();

    private Study study(Function<Trial, Outcome> network) {
        Workers workers = new Workers() {
            @Override
            public Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
                Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
                trials.forEach(trial -> outcomes.put(trial, network.apply(trial)));
                carriedOut.addAll(trials);
                carriedOutTogether.add(trials.size());
                return outcomes;
            }

            @Override
            public void requestStop() {}
        };
        Map<String, String> settings = Map.of("eta", "0.5", "lambda", "5", "batch", "10");
        return new Study(workers, Settings.parse(settings), 50_000, 10_000, 1, lines::add);
    }

    private static double number(Trial trial, String setting) {
        return trial.number(setting).orElseThrow();
    }

    private static Outcome outcome(Map<String, double[]> series, String end) {
        return new Outcome(series, Map.of(), new long[0], end);
    }

    /** Gradient descent on curvature 1: decreases up to 2, oscillates without end above, with a little noise. */
    private static Outcome parabola(Trial trial, double curvature) {
        double eta = number(trial, "eta");
        double[] costs = new double[MEASUREMENTS];
        double w = 1;
        for (int i = 0; i < costs.length; i++) {
            w *= 1 - curvature * eta;
            w = Math.max(-1e3, Math.min(w, 1e3));
            double noise = 1e-3 * Math.sin(7 * i + trial.seed());
            costs[i] = 0.1 + w * w / 2 + noise;
        }
        return outcome(Map.of("training-cost", costs), "completed");
    }

    private CostTrend.Kind kind(DoubleUnaryOperator cost) {
        return CostTrend.of(
                        IntStream.range(0, MEASUREMENTS)
                                .mapToDouble(i -> cost.applyAsDouble(i))
                                .toArray(),
                        0)
                .kind();
    }

    @Test
    void descent_isToldFromOscillationThroughNoise() {
        assertEquals(CostTrend.Kind.DECREASES, kind(i -> Math.exp(-i / 5) + 0.02 * Math.sin(9 * i)));
        assertEquals(CostTrend.Kind.OSCILLATES, kind(i -> 2 + Math.sin(i)));
        assertEquals(CostTrend.Kind.INCREASES, kind(i -> 1 + 0.1 * i));
        assertEquals(CostTrend.Kind.BARELY_MOVES, kind(i -> 2 - 1e-4 * i));
        assertEquals(CostTrend.Kind.DIVERGES, kind(i -> i < 8 ? 1 : Double.NaN));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "0.01, 50", "100, 0.005", "2000, 0.00025"})
    void eta_isHalfTheLargestAtWhichTheCostDecreases(double curvature, double suggested) {
        LearningRateSearch.Suggestion suggestion =
                new LearningRateSearch(study(trial -> parabola(trial, curvature))).run();
        assertNotNull(suggestion.eta(), lines.toString());
        assertEquals(suggested, suggestion.eta(), 1e-9, lines.toString());
        assertTrue(lines.get(lines.size() - 1).startsWith("Suggested eta " + Study.text(suggested)), lines.toString());
    }

    @Test
    void eta_hasNoSuggestion_whereTheCostNeverDecreases() {
        Outcome rising = outcome(Map.of("training-cost", new double[] {1, 2, 3, 4, 5, 6}), "completed");
        LearningRateSearch.Suggestion suggestion = new LearningRateSearch(study(trial -> rising)).run();
        assertNull(suggestion.eta());
        assertEquals("the cost decreases at no eta down to 0.000001", suggestion.reason());
    }

    @Test
    void eta_hasNoSuggestion_whereThereIsNoThreshold_orTheCostDoesNotMove() {
        double[] flat = DoubleStream.generate(() -> 3).limit(MEASUREMENTS).toArray();
        Outcome still = outcome(Map.of("training-cost", flat), "completed");
        LearningRateSearch.Suggestion none = new LearningRateSearch(study(trial -> still)).run();
        assertNull(none.eta());
        assertEquals("the cost still barely moves at eta 1000, so there is no threshold", none.reason());
        Outcome diverged = outcome(Map.of(), "diverged");
        LearningRateSearch.Suggestion wrong =
                new LearningRateSearch(study(trial -> number(trial, "eta") > 1 ? diverged : still)).run();
        assertNull(wrong.eta());
        assertTrue(wrong.reason().startsWith("the cost barely moves at eta 1 "), wrong.reason());
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "0.02, 0.02", "1000, 1000", "0.00001, 0"})
    void lambda_isFoundFromOneByFactorsOfTen_thenFiner(double best, double suggested) {
        RegularizationSearch.Suggestion suggestion = new RegularizationSearch(study(trial -> {
                    double lambda = number(trial, "lambda");
                    double accuracy = 0.97 - 0.01 * Math.abs(Math.log10(Math.max(lambda, 1e-5) / best));
                    return outcome(Map.of("evaluation-accuracy", new double[] {0.9, accuracy, 0.91}), "completed");
                }))
                .run();
        assertEquals(suggested, suggestion.lambda(), 1e-9, lines.toString());
    }

    @Test
    void lambdasThatAreKnownInAdvance_areTriedTogether_andSaidInTheOrderOfTheChapter() {
        new RegularizationSearch(study(trial -> {
                    double accuracy = 0.97 - 0.01 * Math.abs(Math.log10(Math.max(number(trial, "lambda"), 1e-5) / 100));
                    return outcome(Map.of("evaluation-accuracy", new double[] {accuracy}), "completed");
                }))
                .run();
        assertEquals(List.of(6, 2, 2, 8), carriedOutTogether);
        assertEquals(
                List.of("0", "10", "1", "100", "1000", "20", "50", "200", "500"),
                lines.stream()
                        .filter(line -> line.startsWith("lambda"))
                        .map(line -> line.replaceAll("lambda ([0-9]*):.*", "$1"))
                        .toList());
    }

    /** Has 0.9 after {@code seconds(m)}, and rises evenly to it. */
    private Outcome race(Trial trial, DoubleUnaryOperator seconds) {
        double whole = seconds.applyAsDouble(number(trial, "batch"));
        double[] times = new double[10];
        double[] accuracies = new double[10];
        int count = 0;
        double within = trial.number(TrialSettings.WITHIN.name()).orElse(Double.POSITIVE_INFINITY);
        for (int i = 0; i < 10 && (i == 0 || times[i - 1] < within); i++) {
            times[i] = whole * (i + 1) / 9;
            accuracies[i] = 0.9 * (i + 1) / 9;
            count++;
        }
        return outcome(
                Map.of("seconds", Arrays.copyOf(times, count), "evaluation-accuracy", Arrays.copyOf(accuracies, count)),
                "limit");
    }

    @ParameterizedTest
    @CsvSource({"50, 1.12", "10, 0.5", "2, 0.224", "1000, 5"})
    void batch_isTheFastestToTheAccuracy_withEtaScaled(int fastest, String eta) {
        BatchRace race = new BatchRace(study(trial -> race(trial, batch -> 3 + Math.abs(Math.log(batch / fastest)))));
        BatchRace.Entrant winner = race.run(0.9);
        assertNotNull(winner, lines.toString());
        assertEquals(fastest, winner.batch(), lines.toString());
        assertEquals(eta, Study.text(winner.eta()));
        assertEquals(3, winner.seconds(), 1e-9);
        assertTrue(race.chart().series().size() >= 3);
    }

    @Test
    void batch_hasNoSuggestion_whereNoneComesToTheAccuracy() {
        BatchRace.Entrant none = new BatchRace(study(trial -> race(trial, batch -> 1))).run(0.95);
        // 0.9·10/9 is 1, so that all come to 0.95; none comes to more than 1.
        assertNotNull(none);
        assertNull(new BatchRace(study(trial -> race(trial, batch -> 1))).run(1.01));
        assertTrue(lines.get(lines.size() - 1).startsWith("No suggestion for the mini-batch size"), lines.toString());
    }

    @Test
    void guided_leavesAHopelessStart_andTrainsOnAllImagesAtLast() {
        GuidedSearch.Result result = new GuidedSearch(study(trial -> {
                            double eta = number(trial, "eta");
                            double lambda = number(trial, "lambda");
                            Outcome costs = parabola(trial, 1 + lambda / 100);
                            double accuracy = eta > 2 ? 0.1 : 0.97 - 0.001 * Math.abs(lambda - 1);
                            Outcome times = race(trial, batch -> 3 + Math.abs(Math.log(batch / 20)));
                            return trial.number(TrialSettings.REACH.name()).isPresent()
                                    ? times
                                    : new Outcome(
                                            Map.of(
                                                    "training-cost",
                                                    costs.column("training-cost"),
                                                    "evaluation-accuracy",
                                                    DoubleStream.generate(() -> accuracy)
                                                            .limit(MEASUREMENTS)
                                                            .toArray()),
                                            Map.of("test-accuracy", 0.96),
                                            new long[0],
                                            "completed");
                        })
                        .with(LearningRateSpec.ETA, 10)
                        .with(RegularizationSpec.LAMBDA, 1000))
                .run();
        assertNotNull(result, lines.toString());
        assertEquals(0.97, result.validation(), 1e-3);
        assertEquals(0.96, result.test());
        Trial last = carriedOut.get(carriedOut.size() - 1);
        assertNull(last.settings().text("train-size"));
        assertEquals("1000", carriedOut.get(0).settings().text("train-size"));
        assertEquals("1", last.settings().text("lambda"));
        assertTrue(lines.contains("Starting settings: --batch 10 --eta 10 --lambda 1000"), lines.toString());
    }

    @Test
    void stop_endsTheSearch() {
        Workers stopped = new Workers() {
            @Override
            public @Nullable Map<Trial, Outcome> run(List<Trial> trials, boolean alone) {
                return null;
            }

            @Override
            public void requestStop() {}
        };
        Study study = new Study(stopped, Settings.parse(Map.of("eta", "1")), 10, 10, 1, lines::add);
        assertThrows(StoppedException.class, () -> new LearningRateSearch(study).run());
    }
}
