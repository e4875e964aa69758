package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void write_replacesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
        assertEquals("new", Files.readString(file));
        assertEquals(1, filesInFolder());
    }

    @Test
    void write_thatFailsHalfway_leavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThrows(
                IOException.class,
                () -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("disk full");
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(1, filesInFolder());
    }

    @Test
    void write_folderMissing_failsByName() {
        Path file = folder.resolve("missing").resolve("a.txt");
        assertThrows(NoSuchFileException.class, () -> AtomicFile.write(file, out -> out.write(1)));
    }

    /** A power failure after the move must not leave a file without its content. */
    @Test
    void write_flushesTheWholeContentBeforeItReplacesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        List<String> flushes = new ArrayList<>();
        AtomicFile.write(
                file,
                out -> out.write(new byte[200_000]),
                (path, options) -> new WatchedChannel(
                        FileChannel.open(path, options),
                        size -> flushes.add(size + " over " + Files.readString(file))));
        assertEquals(List.of("200000 over old"), flushes);
        assertEquals(200_000, Files.size(file));
    }

    @Test
    void removeLeftovers_removesOnlyTemporaryFilesOfItsOwn() throws IOException {
        for (String name : List.of(".model.json.1f0a.tmp", "kept.1f0a.tmp", ".kept.tmp", ".kept.xyz.tmp", "kept")) {
            Files.writeString(folder.resolve(name), "");
        }
        AtomicFile.removeLeftovers(folder);
        assertEquals(4, filesInFolder());
        assertFalse(Files.exists(folder.resolve(".model.json.1f0a.tmp")));
        AtomicFile.removeLeftovers(folder.resolve("missing"));
    }

    @Test
    void removeLeftovers_knowsWhatAKilledWriteLeaves() throws IOException {
        AtomicFile.Writing writing = out -> {
            AtomicFile.removeLeftovers(folder);
            assertEquals(0, filesInFolder());
        };
        assertThrows(NoSuchFileException.class, () -> AtomicFile.write(folder.resolve("a.txt"), writing));
    }

    private long filesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
