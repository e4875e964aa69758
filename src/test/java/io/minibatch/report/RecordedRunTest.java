package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedRunTest {
    @TempDir
    private Path folder;

    @Test
    void read_hasTheCommandAndTheOutcome() throws IOException {
        Files.writeString(
                folder.resolve("run.json"), "{\"command\": [\"train\", \"--eta=3\"], \"outcome\": \"early\"}");
        RecordedRun run = RecordedRun.read(folder);
        assertEquals(List.of("train", "--eta=3"), run.command());
        assertEquals("early", run.outcome());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"command": [null]} | "command" must be a text, a number, or a list of them
            {"command": ["train", {}]} | "command" must be a text, a number, or a list of them
            {"command": null} | "command" must be a text, a number, or a list of them
            {"command": ["train\\n--eta"]} | "command" must be the arguments of the run
            {} | "command" must be the arguments of the run
            {"command": ["train"], "outcome": null} | "outcome" must be a text or a number
            [] | must be an object in braces
            {"command | is not JSON at column 10
            ~~ | is not JSON at column 1
            """)
    void read_anythingElse_namesTheFileAndTheField(String text, String fault) throws IOException {
        Files.writeString(folder.resolve("run.json"), text);
        assertEquals(
                folder.resolve("run.json") + ": is not the record of a run: " + fault,
                assertThrows(UncheckedIOException.class, () -> RecordedRun.read(folder))
                        .getMessage());
    }
}
