package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.spec.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static final String HEAD = "{\"search\": 1}";

    @TempDir
    private Path folder;

    private Path file;
    private List<Journal.Entry> whole;

    @BeforeEach
    void writeFourTrials() {
        file = folder.resolve("journal.jsonl");
        Journal journal = new Journal(file, HEAD);
        for (int i = 0; i < 4; i++) {
            Double accuracy = i == 2 ? null : (Double) (0.5 + i / 10.0);
            Settings settings = Settings.parse(Map.of("eta", "1e-3", "activations", "tanh,sigmoid"));
            journal.add(
                    new Journal.Entry(i, 3, settings, List.of(0.25 * i, 1.0), accuracy, 1.5, "end \"" + i + "\"\n"));
        }
        whole = journal.entries();
    }

    @Test
    void open_again_hasTheSameTrials() {
        assertEquals(whole, new Journal(file, HEAD).entries());
    }

    /** Each line: what becomes of the third line of the file, and what is said of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~ | is empty
            null | must be an object in braces
            {"number":1,"epochs":3,"sett | is not JSON at column 29
            {"epochs":3} | "number" is missing
            {"number":null,"epochs":3} | "number" must be a text or a number
            {"number":1.5,"epochs":3} | "number" must be a whole number from 0 to 2147483647, not 1.5
            {"number":1,"epochs":0,"settings":{"eta":"0"},"point":[0],"seconds":1,"end":""} | trial 1 of 0 epochs in 1.0 seconds is impossible
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[0],"seconds":-1,"end":""} | trial 1 of 1 epochs in -1.0 seconds is impossible
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[2],"seconds":1,"end":""} | "point" must be of numbers from 0 to 1
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[null],"seconds":1,"end":""} | "point" must be a list of numbers
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[],"seconds":1,"end":""} | "point" must have a number for each of the settings
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[0],"accuracy":NaN,"seconds":1,"end":""} | "accuracy" must be at most 1, not NaN
            {"number":1,"epochs":1,"settings":{"eta":"0"},"point":[0],"seconds":1,"end":""} | has other settings than the lines before it
            """)
    void open_lineThatIsDamaged_isNamed_andTheOthersAreKept(String line, String fault) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(2, line);
        Files.write(file, lines);
        assertEquals(
                "line 3 cannot be read (" + fault + "); its trial runs again",
                JournalLines.of(Files.readAllBytes(file)).damage());
        Journal damaged = new Journal(file, HEAD);
        assertEquals(List.of(whole.get(0), whole.get(2), whole.get(3)), damaged.entries());
        assertNull(damaged.find(1, 3));
        damaged.add(whole.get(1));
        assertEquals(whole.get(1), new Journal(file, HEAD).find(1, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void open_savedByAnEditorOfWindows_hasTheSameTrials(String start) throws IOException {
        Files.writeString(file, start + Files.readString(file).replace("\n", "\r\n"));
        assertEquals(whole, new Journal(file, HEAD).entries());
    }

    @Test
    void open_severalDamagedLines_areCounted_alsoWhereTheyAreNoText() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int second = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        bytes[second + 2] = (byte) 0xFF;
        bytes[bytes.length - 2] = 0;
        assertEquals(
                "line 2 cannot be read (it is not a text in UTF-8), nor can 1 more; their trials run again",
                JournalLines.of(bytes).damage());
        Files.write(file, bytes);
        assertEquals(whole.subList(1, 3), new Journal(file, HEAD).entries());
    }

    @Test
    void open_lastLineThatAKillCut_isDroppedWithoutAWord() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
        assertNull(JournalLines.of(Files.readAllBytes(file)).damage());
        assertEquals(whole.subList(0, 3), new Journal(file, HEAD).entries());
        assertEquals(4, Files.readAllLines(file).size());
    }

    @Test
    void open_ofAnotherSearch_isRefusedInAShortLine() throws IOException {
        Files.writeString(file, "\u0001" + "h".repeat(500) + "\n");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> new Journal(file, HEAD))
                .getMessage());
        assertEquals(file + " is of another search, '?" + "h".repeat(59) + "...'; use another folder", message);
        assertTrue(Files.exists(file));
    }
}
