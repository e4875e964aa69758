package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedTimesTest {
    private static final Map<String, String> MEASURED = new TreeMap<>(Map.of("layers", "784-30-10", "batch", "10"));
    private static final Map<String, RememberedTimes.StepTime> TIMES =
            Map.of("cuda", new RememberedTimes.StepTime(31e-6, 132), "cpu", new RememberedTimes.StepTime(9.5e-6, 1));

    @TempDir
    private Path folder;

    private RememberedTimes memory = new RememberedTimes(Path.of(""));

    @BeforeEach
    void keep() {
        memory = new RememberedTimes(folder.resolve("backends"));
        memory.keep(MEASURED, TIMES);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(memory.folder())) {
            return files.toList();
        }
    }

    @Test
    void find_whatWasKept_isWhatItWas() {
        RememberedTimes.Times found = memory.find(new TreeMap<>(MEASURED), TIMES.keySet());
        assertNotNull(found);
        assertEquals(TIMES, found.steps());
        assertTrue(found.date().matches("\\d{4}-\\d\\d-\\d\\d"), found.date());
    }

    @Test
    void find_ofOtherBackends_isNothing() {
        assertNull(memory.find(MEASURED, Set.of("cpu")));
    }

    @ParameterizedTest
    @CsvSource({"batch, 20", "layers, 784-31-10", "on cuda, another card"})
    void find_ofAnythingElse_isNothing(String name, String value) {
        Map<String, String> other = new TreeMap<>(MEASURED);
        other.put(name, value);
        assertNull(memory.find(other, TIMES.keySet()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "3",
                "{}",
                "{\"measured\": 3}",
                "{\"measured\": {\"batch\": \"10\"}, \"steps\": {\"cuda\": {}, \"cpu\": {}}, \"date\": \"today\"}",
                "replace \"batch\": \"10\"|\"batch\": \"11\"",
                "replace 3.1E-5|0",
                "replace 3.1E-5|-1",
                "replace 3.1E-5|1e999",
                "replace 3.1E-5|null",
                "replace 3.1E-5|\"fast\"",
                "replace 3.1E-5|{}",
                "replace 132|0",
                "replace 132|null",
                "replace 132|1.5",
                "replace \"together\"|\"at once\"",
                "replace \"cuda\"|\"gpu\"",
                "replace \"date\"|\"day\"",
            })
    void find_inADamagedOrForeignFile_isNothing(String content) throws IOException {
        Path file = files().get(0);
        String whole = Files.readString(file);
        String damaged = content;
        if (content.startsWith("replace ")) {
            String[] sides = content.substring("replace ".length()).split("\\|", 2);
            damaged = whole.replace(sides[0], sides[1]);
        }
        assertNotEquals(whole, damaged);
        Files.writeString(file, damaged);
        assertNull(memory.find(MEASURED, TIMES.keySet()));
        memory.keep(MEASURED, TIMES);
        assertNotNull(memory.find(MEASURED, TIMES.keySet()));
    }

    @Test
    void find_inAFileThatIsNoText_isNothing() throws IOException {
        Files.write(files().get(0), new byte[] {(byte) 0xC3, 0x28, 0});
        assertNull(memory.find(MEASURED, TIMES.keySet()));
    }

    @Test
    void keep_aboveAHundred_removesTheOldest() throws IOException {
        for (int i = 0; i < RememberedTimes.MOST; i++) {
            Path old = Files.writeString(memory.folder().resolve(i + ".json"), "");
            Files.setLastModifiedTime(old, FileTime.fromMillis(1000L * (i + 1)));
        }
        memory.keep(MEASURED, TIMES);
        assertEquals(RememberedTimes.MOST, files().size());
        assertFalse(Files.exists(memory.folder().resolve("0.json")));
        assertTrue(Files.exists(memory.folder().resolve("1.json")));
        assertNotNull(memory.find(MEASURED, TIMES.keySet()));
    }

    @Test
    void keep_bySeveralAtOnce_leavesWholeFiles() throws InterruptedException, ExecutionException, IOException {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<?>> all = IntStream.range(0, 40)
                .<Future<?>>mapToObj(i -> writers.submit(() -> memory.keep(MEASURED, TIMES)))
                .toList();
        for (Future<?> each : all) {
            each.get();
            assertNotNull(memory.find(MEASURED, TIMES.keySet()));
        }
        writers.shutdown();
        assertEquals(1, files().size());
    }
}
