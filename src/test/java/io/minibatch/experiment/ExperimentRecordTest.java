package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.report.Chart;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentRecordTest {
    private static final String PLACE = "cpu: a machine\nimages";

    @TempDir
    private Path root;

    private static ExperimentRecord record(String name, boolean quick) {
        ExperimentPlan plan = Experiments.plan(name, quick, quick ? 1 : 2, Settings.parse(Map.of("epochs", "3")));
        return new ExperimentRecord(plan, Set.of(), PLACE, Map.of("Device", "a machine"));
    }

    private Path folder(ExperimentRecord planned) throws IOException {
        return Files.createDirectories(root.resolve(planned.plan().name()));
    }

    /** Keeps an outcome whose accuracy grows with the seed and with the number of trials before it. */
    private void end(ExperimentRecord planned, int number) {
        Trial trial = planned.plan().trials().get(number);
        double accuracy = 0.5 + 0.01 * trial.seed() + 0.001 * number;
        Map<String, double[]> series = Map.of(
                "epoch", new double[] {1, 2, 3},
                "seconds", new double[] {1, 2, 3},
                "training-cost", new double[] {2, 1, 0.5 - 0.001 * number},
                "evaluation-accuracy", new double[] {0.4, 0.45, accuracy});
        new Archive(root.resolve(Archive.FOLDER), PLACE)
                .keep(
                        trial,
                        new Outcome(series, Map.of("test-accuracy", accuracy), new long[Outcome.BINS], "completed"));
    }

    static Stream<String> names() {
        return Experiments.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void record_isReadAsItWasWritten_andPlansTheSameTrials(String name) throws IOException {
        for (boolean quick : new boolean[] {false, true}) {
            ExperimentRecord written = record(name, quick);
            written.write(folder(written));
            ExperimentRecord read = ExperimentRecord.read(folder(written));
            assertEquals(written, read);
            assertEquals(
                    Experiments.of(name, quick)
                            .trials(quick ? 1 : 2, written.plan().changed()),
                    read.plan().trials());
        }
    }

    @Test
    void measuresThatTheDataDoNotHave_areNotShown() {
        ExperimentPlan plan = Experiments.plan("momentum", false, null, Settings.NONE);
        Experiment experiment = new ExperimentRecord(plan, Set.of("test-accuracy"), PLACE, Map.of()).experiment();
        assertFalse(experiment.measured().contains("test-accuracy"));
        assertEquals(5, plan.seeds());
    }

    @ParameterizedTest
    @MethodSource("names")
    void report_ofNoneOneAndAllTrials_canBeDrawn(String name) throws IOException {
        ExperimentRecord planned = record(name, false);
        int trials = planned.plan().trials().size();
        List<Integer> done = new ArrayList<>();
        for (int ended : new int[] {0, 1, trials / 2, trials}) {
            for (int i = 0; i < ended; i++) {
                end(planned, i);
            }
            ExperimentReport report = planned.report(folder(planned));
            done.add(report.done());
            assertEquals(trials, report.planned());
            assertEquals(planned.experiment().checks().size(), report.verdicts().size());
            assertEquals(report.commands().size(), report.table().rows().size());
            for (Chart chart : report.charts()) {
                assertTrue(chart.draw().getWidth() > 100, chart.title());
            }
        }
        assertEquals(List.of(0, 1, trials / 2, trials), done);
    }

    @Test
    void claim_isUndecidedUntilTheLastOfItsTrialsHasEnded() throws IOException {
        ExperimentRecord planned = record("learning-rate", false);
        List<Trial> trials = planned.plan().trials();
        Check check = planned.experiment().checks().get(0);
        List<Integer> needed = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            if (List.of(check.run(), String.valueOf(check.than()))
                    .contains(trials.get(i).label())) {
                needed.add(i);
            }
        }
        for (int i : needed.subList(0, needed.size() - 1)) {
            end(planned, i);
            Verdict verdict = planned.report(folder(planned)).verdicts().get(0);
            assertEquals(Verdict.Answer.UNDECIDED, verdict.answer());
            assertTrue(verdict.figures().contains("missing for "), verdict.figures());
        }
        end(planned, needed.get(needed.size() - 1));
        assertFalse(planned.report(folder(planned)).verdicts().get(0).figures().contains("missing"));
    }

    @Test
    void written_isWhenEachTrialEnded() throws IOException {
        ExperimentRecord planned = record("learning-rate", true);
        assertEquals(Set.of(Instant.EPOCH), Set.copyOf(planned.written(folder(planned))));
        end(planned, 1);
        List<Instant> written = planned.written(folder(planned));
        assertTrue(written.get(1).isAfter(Instant.EPOCH), written.toString());
        assertEquals(1, written.stream().filter(Instant.EPOCH::isBefore).count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"seeds\": 2|\"seeds\": 0|\"seeds\" must be a whole number from 1 to 1000, not 0",
                "\"seeds\": 2|\"seeds\": 2000000000|\"seeds\" must be a whole number from 0 to 1000, not 2000000000",
                "\"epochs\": \"3\"|\"seed\": \"3\"|seed belongs to the trial, not to its settings",
                "\"claim\"|\"claims\"|learning-rate: \"claim\" is missing",
                "\"place\"|\"where\"|\"place\" is missing",
            })
    void fieldThatIsWrong_isNamed(String text, String wrong, String message) throws IOException {
        ExperimentRecord planned = record("learning-rate", false);
        planned.write(folder(planned));
        Path file = folder(planned).resolve(ExperimentRecord.FILE);
        Files.writeString(file, Files.readString(file).replace(text, wrong));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ExperimentRecord.read(folder(planned)));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void planOfTooManyTrials_isRefused() throws IOException {
        ExperimentRecord planned = record("learning-rate", false);
        planned.write(folder(planned));
        Path file = folder(planned).resolve(ExperimentRecord.FILE);
        String vary = "{\"eta\": 0.25}";
        String many = "{\"eta\": 1},".repeat(98) + vary;
        String compact = Files.readString(file).replaceAll("\\{\\s+\"eta\": \"?0.25\"?\\s+\\}", vary);
        Files.writeString(file, compact.replace(vary, many).replace("\"seeds\": 2", "\"seeds\": 1000"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ExperimentRecord.read(folder(planned)));
        assertEquals(
                "learning-rate: has 101000 trials; the most are 100000: choose fewer seeds or runs",
                refused.getMessage());
    }
}
