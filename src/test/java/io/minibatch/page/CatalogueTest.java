package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.io.FolderLock;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    @TempDir
    private Path folder;

    private Path runs;

    @BeforeEach
    void makeFolders() throws IOException {
        runs = Files.createDirectory(folder.resolve("runs"));
        write(runs.resolve("1/run.json"));
        write(runs.resolve("deep/er/2/run.json"));
        write(runs.resolve("too/deep/to/be/run.json"));
        write(runs.resolve("1/checkpoints/run.json"));
        write(runs.resolve(".hidden/run.json"));
        write(runs.resolve("search/journal.jsonl"));
        write(runs.resolve("momentum/results.json"));
        write(folder.resolve("outside/run.json"));
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
    }

    private List<String> ids(Kind kind, Path... roots) {
        return new Catalogue(List.of(roots))
                .entries(kind).stream()
                        .map(entry -> folder.relativize(Path.of(entry.id())).toString())
                        .toList();
    }

    @Test
    void entries_areFoundByTheirFiles() {
        assertEquals(
                List.of("runs/1", "runs/deep/er/2"),
                ids(Kind.RUN, runs).stream().sorted().toList());
        assertEquals(List.of("runs/search"), ids(Kind.SEARCH, runs));
        assertEquals(List.of("runs/momentum"), ids(Kind.EXPERIMENT, runs));
    }

    @Test
    void root_mayBeARunItselfOrMissing() {
        assertEquals(List.of("runs/1"), ids(Kind.RUN, runs.resolve("1"), folder.resolve("missing")));
    }

    @Test
    void folder_belowTwoRoots_isListedOnce() {
        assertEquals(2, ids(Kind.RUN, runs, runs.resolve("1")).size());
        Path relative = Path.of("").toAbsolutePath().relativize(runs);
        assertEquals(ids(Kind.RUN, runs), ids(Kind.RUN, runs, relative), "the first root names it");
    }

    @Test
    void root_mayHaveANameThatIsPassedOverBelowARoot() throws IOException {
        Path trials = runs.resolve("search/trials");
        write(trials.resolve("3/run.json"));
        assertEquals(List.of("runs/search/trials/3"), ids(Kind.RUN, trials));
        assertEquals(List.of("runs/.hidden"), ids(Kind.RUN, runs.resolve(".hidden")));
        assertEquals(2, ids(Kind.RUN, runs).size());
    }

    @Test
    void link_outOfTheRoots_isNotFollowed() throws IOException {
        Files.createSymbolicLink(runs.resolve("link"), folder.resolve("outside"));
        Path empty = Files.createDirectory(runs.resolve("empty"));
        Files.createSymbolicLink(empty.resolve("run.json"), folder.resolve("outside/run.json"));
        assertEquals(2, ids(Kind.RUN, runs).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "../outside", "runs/../outside", "1", "/etc", "runs/1\0"})
    void folder_ofANameThatIsNotListed_isUnknown(String name) {
        Catalogue catalogue = new Catalogue(List.of(runs));
        PageException unknown = assertThrows(PageException.class, () -> catalogue.folder(Kind.RUN, name));
        assertEquals(404, unknown.status());
        assertThrows(PageException.class, () -> catalogue.folder(Kind.RUN, runs + "/" + name + "/../../outside"));
    }

    @ParameterizedTest
    @CsvSource({
        "RUN, run.json",
        "RUN, history.csv",
        "RUN, model.json",
        "SEARCH, journal.jsonl",
        "SEARCH, search.json",
        "EXPERIMENT, results.json"
    })
    void stamp_changesWithTheTimeTheSizeAndTheIdentityOfEachFile(Kind kind, String name) throws IOException {
        Path stamped = folder.resolve("stamped");
        Path file = stamped.resolve(name);
        Entry entry = new Entry(kind, "stamped", stamped);
        FileTime time = FileTime.from(Instant.EPOCH);
        Set<String> stamps = new LinkedHashSet<>(List.of(entry.stamp()));
        write(file);
        Files.setLastModifiedTime(file, time);
        assertTrue(stamps.add(entry.stamp()), "it is there");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        assertTrue(stamps.add(entry.stamp()), "it is newer");
        Files.writeString(file, "{ }");
        Files.setLastModifiedTime(file, time);
        assertTrue(stamps.add(entry.stamp()), "it is longer");
        Path other = Files.writeString(folder.resolve("other"), "[ ]");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertTrue(stamps.add(entry.stamp()), "it is another of the same time and length");
    }

    @Test
    void stamp_changesWithAFileAndWithALock() throws IOException {
        Catalogue catalogue = new Catalogue(List.of(runs.resolve("1")));
        Entry entry = catalogue.entries().get(0);
        String before = entry.stamp();
        assertEquals(before, entry.stamp());
        Files.writeString(runs.resolve("1/history.csv"), "epoch\n");
        String measured = entry.stamp();
        assertNotEquals(before, measured);
        try (FolderLock lock = FolderLock.take(runs.resolve("1"))) {
            assertNotEquals(measured, entry.stamp());
        }
        assertEquals(measured, entry.stamp());
    }
}
