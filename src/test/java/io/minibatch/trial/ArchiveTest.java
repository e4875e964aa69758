package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minibatch.spec.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveTest {
    private static final Trial TRIAL = new Trial("label", "series", Settings.parse(Map.of("eta", "3")), 7);

    private static final Place PLACE = new Place(
            threads -> {
                throw new AssertionError();
            },
            1,
            "device",
            true,
            "data");

    @TempDir
    private Path folder;

    private Archive archive;

    @BeforeEach
    void keepAnOutcome() {
        archive = new Archive(folder, PLACE);
        Map<String, double[]> series = Map.of("eta", new double[] {3, 1e-300}, "epoch", new double[] {1, 2});
        archive.keep(
                TRIAL, new Outcome(series, Map.of("seconds", 1.5), new long[Outcome.BINS], "completed", "2026-01-31"));
    }

    @Test
    void find_whatWasKept_isTheSame() {
        Outcome found = archive.find(TRIAL);
        assertNotNull(found);
        assertArrayEquals(new double[] {3, 1e-300}, found.column("eta"));
        assertArrayEquals(new double[] {1, 2}, found.column("epoch"));
        assertEquals(Map.of("seconds", 1.5), found.values());
        assertArrayEquals(new long[Outcome.BINS], found.weights());
        assertEquals("completed", found.end());
        assertEquals("2026-01-31", found.day());
    }

    @Test
    void find_inAFileWithoutADay_hasNone() throws IOException {
        replace(",\"day\":\"2026-01-31\"", "");
        Outcome found = archive.find(TRIAL);
        assertNotNull(found);
        assertEquals("", found.day());
    }

    /** A trial whose file cannot be read is trained again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "series":{ | "series":null,"x":{
            "values":{ | "values":{"epochs":null,
            "values":{ | "values":{"epochs":"many",
            "end":"completed" | "end":null
            "end":"completed" | "stop":"completed"
            "epoch":[ | "epoch":[0,
            "epoch":[ | "epoch":[[],
            "weights":[ | "weights":[0,
            {"label" | null
            """)
    void find_inDamagedFile_isNothing(String good, String bad) throws IOException {
        replace(good, bad);
        assertNull(archive.find(TRIAL));
    }

    private void replace(String text, String replacement) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.findFirst().orElseThrow();
            Files.writeString(file, Files.readString(file).replace(text, replacement));
        }
    }
}
