package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRecordTest {
    private static final SearchRecord RECORD = new SearchRecord(
            "eta=log(0.01,1) batch=[5,10]",
            "bayesian per second",
            Ladder.hyperband(9),
            12,
            Score.R2,
            new SearchRecord.Shared(
                    Settings.parse(Map.of("layers", "2,8,1")), Long.MAX_VALUE, List.of("--data=a b.csv")));

    @TempDir
    private Path folder;

    @Test
    void record_isReadAsItWasWritten() throws IOException {
        RECORD.write(folder);
        assertEquals(RECORD, SearchRecord.read(folder));
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
