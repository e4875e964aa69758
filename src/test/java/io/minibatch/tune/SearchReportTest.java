package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.report.Chart;
import io.minibatch.report.ParallelAxes;
import io.minibatch.report.Table;
import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchReportTest {
    private static final SearchSpace SPACE = SearchSpace.parse("eta=log(0.01,1) batch=[5,10]");

    @TempDir
    private Path folder;

    private static Journal.Entry entry(int number, double eta, double batch, @Nullable Double accuracy) {
        double[] point = {eta, batch};
        String end = accuracy == null ? "diverged" : "completed";
        return new Journal.Entry(number, 9, SPACE.at(point), List.of(eta, batch), accuracy, 2, end);
    }

    private static SearchReport report(Score score, Journal.Entry... entries) {
        SearchRecord.Shared shared = new SearchRecord.Shared(Settings.NONE, 1, List.of("--data=x"));
        SearchRecord record =
                new SearchRecord("eta=log(0.01,1) batch=[5,10]", "random", Ladder.whole(9), 4, score, shared);
        return new SearchReport(record, List.of(entries));
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
}
