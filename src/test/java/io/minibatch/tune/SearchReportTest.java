package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.report.Chart;
import io.minibatch.report.ParallelAxes;
import io.minibatch.report.Table;
import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchReportTest {
    private static final SearchSpace SPACE = SearchSpace.parse("eta=log(0.01,1) batch=[5,10]");

    @TempDir
    private Path folder;

    private static Journal.Entry entry(int number, double eta, double batch, @Nullable Double accuracy) {
        return entry(number, 9, eta, batch, accuracy, 2, accuracy == null ? "diverged" : "completed");
    }

    private static Journal.Entry entry(
            int number, int epochs, double eta, double batch, @Nullable Double accuracy, double seconds, String end) {
        Settings settings = SPACE.at(new double[] {eta, batch});
        return new Journal.Entry(number, epochs, settings, List.of(eta, batch), accuracy, seconds, end);
    }

    private static Journal.Entry climbing(int number, int epochs, double accuracy, double seconds) {
        return entry(number, epochs, 0.5, number % 2, accuracy, seconds, "completed");
    }

    private static Journal.Entry failed(int number, String end) {
        return entry(number, 9, 0, 0, null, 2, end);
    }

    private static SearchReport report(Score score, Journal.Entry... entries) {
        return report(Ladder.whole(9), score, entries);
    }

    private static SearchReport report(Ladder ladder, Score score, Journal.Entry... entries) {
        Settings settings = Settings.parse(Map.of("monitor", "evaluation-accuracy", "epochs", "9"));
        SearchRecord.Shared shared = new SearchRecord.Shared(settings, 1, List.of("--data=x"));
        SearchRecord record = new SearchRecord("eta=log(0.01,1) batch=[5,10]", "random", ladder, 4, score, shared);
        return new SearchReport(record, List.of(entries));
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static SearchReport three(Score score) {
        return report(score, entry(0, 0.5, 0, 0.5), entry(1, 1, 1, null), entry(2, 0, 1, 0.75));
    }

    @Test
    void bestOfRegression_isR2AndNoShareOfExamples() throws IOException {
        SearchSheet.write(three(Score.R2), folder);
        assertTrue(Files.readString(folder.resolve("index.html"))
                .contains("<p>The best: R² 0.7500 on the validation examples.</p>"));
        SearchSheet.write(three(Score.ACCURACY), folder);
        assertTrue(Files.readString(folder.resolve("index.html"))
                .contains("<p>The best: 75.00 % of the validation examples.</p>"));
    }

    @Test
    void table_hasTheBestFirstAndWhatFailedLast() {
        Table table = three(Score.ACCURACY).table();
        assertEquals(List.of("Trial", "eta", "batch", "Seconds", "Accuracy"), table.header());
        assertEquals(
                List.of(
                        List.of("3", "0.01", "10", "2.0", "75.00 %"),
                        List.of("1", "0.1", "5", "2.0", "50.00 %"),
                        List.of("2", "1", "10", "2.0", "diverged")),
                table.rows());
    }

    @Test
    void lines_areOfTheTrialsThatDidNotFail_andTheBestHasTheHighestRank() {
        ParallelAxes axes = three(Score.ACCURACY).parallel().orElseThrow();
        assertEquals(
                new ParallelAxes.Axis("accuracy", "50.00 %", "75.00 %"),
                axes.axes().get(2));
        assertEquals(2, axes.lines().size());
        ParallelAxes.Line best = axes.lines().get(1);
        assertEquals(1, best.rank());
        assertEquals(List.of(0.0, 1.0, 1.0), List.of(best.heights()[0], best.heights()[1], best.heights()[2]));
        assertEquals(Optional.empty(), report(Score.R2, entry(0, 0, 0, null)).parallel());
    }

    @Test
    void bestSoFar_neverFalls() {
        Chart chart = report(Score.R2, entry(0, 0, 0, 0.5), entry(1, 0, 1, 0.25), entry(2, 1, 1, 0.75))
                .overTime();
        Chart.Series best = chart.series().get(1);
        assertEquals("best so far", best.name());
        assertEquals(List.of(0.5, 0.5, 0.75), List.of(best.y()[0], best.y()[1], best.y()[2]));
        assertEquals(6, best.x()[2]);
    }

    @Test
    void best_ofEqualScores_isTheFirst() {
        SearchReport report = report(Score.ACCURACY, entry(1, 1, 1, 0.5), entry(0, 0, 0, 0.5));
        assertEquals(0, report.best().get(0).number());
        ParallelAxes axes = report.parallel().orElseThrow();
        assertEquals(List.of(1.0, 1.0, 1.0), list(axes.lines().get(0).heights()), "no score is above another");
        assertEquals(List.of(0.0, 0.0, 1.0), list(axes.lines().get(1).heights()));
    }

    @Test
    void trialThatClimbs_countsOnce_withTheSecondsAndTheScoreOfItsLastRung() {
        SearchReport report = report(
                new Ladder(List.of(3, 9), 3, false),
                Score.ACCURACY,
                climbing(0, 3, 0.5, 2),
                climbing(1, 3, 0.25, 2),
                climbing(0, 9, 0.75, 5));
        assertEquals(
                List.of(2.0, 4.0, 7.0), list(report.overTime().series().get(0).x()), "5 seconds have the 2 in them");
        assertEquals(
                List.of(50.0, 25.0, 75.0),
                list(report.overTime().series().get(0).y()));
        assertEquals(
                List.of("Trial", "eta", "batch", "Epochs", "Seconds", "Accuracy"),
                report.table().header());
        assertEquals(
                List.of(
                        List.of("1", "0.1", "5", "9", "5.0", "75.00 %"),
                        List.of("2", "0.1", "10", "3", "2.0", "25.00 %")),
                report.table().rows());
        assertEquals("2 trials, 7 seconds of training. Trials were compared after 3 of 9 epochs.", report.summary());
    }

    @Test
    void slices_countTheValuesOfAChoiceFromOne_andKeepTheScaleOfARange() {
        Map<String, Chart> slices = three(Score.ACCURACY).slices();
        assertEquals(List.of("eta", "batch"), List.copyOf(slices.keySet()));
        Chart eta = List.copyOf(slices.values()).get(0);
        assertEquals("Accuracy by eta", eta.title());
        assertTrue(eta.x().logarithmic());
        assertEquals(List.of(0.01, 0.1), list(eta.series().get(0).x()));
        Chart batch = List.copyOf(slices.values()).get(1);
        assertEquals("batch (1: 5, 2: 10)", batch.x().title());
        assertFalse(batch.x().logarithmic());
        assertEquals(List.of(2.0, 1.0), list(batch.series().get(0).x()));
        assertEquals("best validation accuracy in %", batch.y().title());
        assertEquals(List.of(75.0, 50.0), list(batch.series().get(0).y()));
        Chart ofR2 = List.copyOf(three(Score.R2).slices().values()).get(0);
        assertEquals("best validation R²", ofR2.y().title());
    }

    @Test
    void failures_areCountedByTheirEnds_andTheFirstKindsNamed() {
        assertEquals("", report(Score.ACCURACY, entry(0, 0, 0, 0.5)).failures());
        Journal.Entry[] three = {failed(0, "a"), failed(1, "b"), failed(2, "a"), failed(3, "c")};
        assertEquals("a (2), b (1), c (1)", report(Score.ACCURACY, three).failures());
        Journal.Entry[] four =
                Stream.concat(Arrays.stream(three), Stream.of(failed(4, "d"))).toArray(Journal.Entry[]::new);
        assertEquals("a (2), b (1), c (1), ...", report(Score.ACCURACY, four).failures());
        assertEquals(
                "5 trials (5 failed), 10 seconds of training.",
                report(Score.ACCURACY, four).summary());
        assertEquals(
                "3 trials (1 failed), 6 seconds of training.",
                three(Score.ACCURACY).summary());
    }

    @Test
    void command_trainsWithWhatTheTrialHad_andMonitorsAsTrainDoes() {
        assertEquals(
                "minibatch train --batch=10 --epochs=9 --eta=0.01 --seed=100002 --data=x",
                three(Score.ACCURACY).command(entry(2, 0, 1, 0.75)).toString());
    }

    @Test
    void importance_isOfTheLastRungs_theLargestFirst_andSumsToOne() {
        Journal.Entry[] entries = IntStream.range(0, 40)
                .mapToObj(i -> entry(
                        i % 20,
                        i < 20 ? 3 : 9,
                        i % 20 / 20.0,
                        i % 2,
                        i < 20 ? 1 - i / 20.0 : i % 20 / 40.0 * (1 + i % 2),
                        2,
                        ""))
                .toArray(Journal.Entry[]::new);
        Map<String, Double> all =
                report(Score.ACCURACY, entries).importance().orElseThrow().shares();
        assertEquals(List.of("eta", "batch", "together"), List.copyOf(all.keySet()));
        assertEquals(1, all.values().stream().mapToDouble(share -> share).sum(), 1e-12);
        Journal.Entry[] last = Arrays.copyOfRange(entries, 20, 40);
        assertEquals(report(Score.ACCURACY, last).importance().orElseThrow().shares(), all);
    }

    @Test
    void trialWithMoreHyperParameters_isRefused() {
        Settings more = Settings.parse(Map.of("eta", "0.1", "batch", "5", "lambda", "1"));
        Journal.Entry entry = new Journal.Entry(0, 9, more, List.of(0.0, 0.0, 0.0), 0.5, 2, "completed");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> report(Score.R2, entry))
                .getMessage());
        assertTrue(message.endsWith(", but a trial of the journal has batch, eta, lambda"), message);
    }
}
