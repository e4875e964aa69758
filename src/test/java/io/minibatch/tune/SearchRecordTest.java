package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRecordTest {
    private static final SearchRecord.Shared SHARED = new SearchRecord.Shared(
            Settings.parse(Map.of("layers", "2,8,1")), Long.MAX_VALUE, List.of("--data=a b.csv"));
    private static final SearchRecord RECORD = new SearchRecord(
            "eta=log(0.01,1) batch=[5,10]",
            "bayesian per second",
            new Ladder(List.of(1, 4, 16), 4, true),
            12,
            Score.R2,
            SHARED);

    @TempDir
    private Path folder;

    @Test
    void record_isReadAsItWasWritten() throws IOException {
        RECORD.write(folder);
        assertEquals(RECORD, SearchRecord.read(folder));
    }

    @Test
    void search_isCompletedByTheTrialsThatItPlans_onTheRungsOfItsLadder() {
        SearchRecord record =
                new SearchRecord("eta=log(0.01,1)", "random", new Ladder(List.of(3, 9), 3, false), 3, Score.R2, SHARED);
        List<Journal.Entry> journal = new ArrayList<>(List.of(entry(0, 3, 0.5), entry(1, 3, 0.25)));
        assertFalse(record.isCompletedBy(journal));
        journal.add(entry(3, 3, 0.9));
        journal.add(entry(2, 4, 0.9));
        assertFalse(record.isCompletedBy(journal), "neither is a trial of the plan on a rung");
        journal.add(entry(2, 3, 0.1));
        assertFalse(record.isCompletedBy(journal), "the best has not climbed");
        journal.add(entry(0, 9, 0.5));
        assertTrue(record.isCompletedBy(journal));
    }

    private static Journal.Entry entry(int number, int epochs, double score) {
        Settings settings = Settings.parse(Map.of("eta", "0.1"));
        return new Journal.Entry(number, epochs, settings, List.of(0.5), score, 1, "completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"trials\": 12|\"trials\": 0|\"trials\" must be at least 1, not 0",
                "\"R2\"|\"R3\"|\"score\" must be one of [ACCURACY, R2], not R3",
                "\"9223372036854775807\"|\"x\"|\"seed\" must be a whole number, not x",
                "log(0.01,1)|log(0,1)|eta: a logarithmic range must begin above 0, not at 0.0",
                "batch=[5,10]|batch=[5,x]|batch must be a whole number, or auto in a training, not x",
                "batch=[5,10]|color=[5,10]|color is no setting",
                "\"epochs\"|\"epoch\"|ladder: \"epochs\" must not be empty",
            })
    void fieldThatIsWrong_isNamed(String text, String wrong, String message) throws IOException {
        RECORD.write(folder);
        Path file = folder.resolve(SearchRecord.FILE);
        Files.writeString(file, Files.readString(file).replace(text, wrong));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SearchRecord.read(folder));
        assertEquals(message, refused.getMessage());
    }
}
