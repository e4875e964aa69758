package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedHistoryTest {
    @TempDir
    private Path folder;

    private RecordedHistory read(String text) throws IOException {
        Files.writeString(folder.resolve(RecordedHistory.FILE), text);
        return RecordedHistory.read(folder);
    }

    @Test
    void read_ofARunThatHasMeasuredNothing_isEmpty() throws IOException {
        RecordedHistory history = RecordedHistory.read(folder);
        assertEquals(List.of(), history.columns());
        assertEquals(OptionalDouble.empty(), history.last("epoch"));
        assertEquals(Optional.empty(), history.score());
        assertEquals(List.of(), read("").rows());
    }

    @Test
    void read_emptyCellsAndWords_areNaN() throws IOException {
        double[] row = read("epoch,training_cost,eta\n1,,x\n").rows().get(0);
        assertEquals(1, row[0]);
        assertTrue(Double.isNaN(row[1]) && Double.isNaN(row[2]));
    }

    @Test
    void read_aLineThatIsCutShort_isLeftOut() throws IOException {
        assertEquals(1, read("epoch,training_cost\n1,0.5\n2").rows().size());
    }

    @Test
    void read_aLineThatIsTooLong_isLeftOut() throws IOException {
        assertEquals(1, read("epoch,training_cost\n1,0.5,7\n2,0.4\n").rows().size());
    }

    @Test
    void last_ofAColumn_isItsLastRowWhereFinite() throws IOException {
        RecordedHistory history = read("epoch,training_cost,eta\n1,0.5,0.1\n2,NaN,0.2\n");
        assertEquals(OptionalDouble.of(0.2), history.last("eta"));
        assertEquals(OptionalDouble.empty(), history.last("training_cost"));
        assertEquals(OptionalDouble.empty(), history.last("other"));
    }

    @Test
    void best_isTheFirstOfTheLargest() throws IOException {
        RecordedHistory history = read("epoch,evaluation_accuracy\n1,0.9\n2,0.95\n3,0.95\n4,NaN\n");
        assertEquals(Optional.of(Score.ACCURACY), history.score());
        assertEquals(Optional.of(new RecordedHistory.Best(2, 0.95)), history.best(Score.ACCURACY));
        assertEquals(Optional.empty(), history.best(Score.R2));
    }

    @Test
    void best_whereTheFirstWasNoNumber_isALaterOne() throws IOException {
        RecordedHistory history = read("epoch,evaluation_accuracy\n1,NaN\n2,0.9\n");
        assertEquals(Optional.of(new RecordedHistory.Best(2, 0.9)), history.best(Score.ACCURACY));
    }

    @Test
    void score_ofARegression_isR2() throws IOException {
        RecordedHistory history = read("epoch,evaluation_r2\n1,-2\n2,-1\n");
        assertEquals(Optional.of(Score.R2), history.score());
        assertEquals(Optional.of(new RecordedHistory.Best(2, -1)), history.best(Score.R2));
    }
}
