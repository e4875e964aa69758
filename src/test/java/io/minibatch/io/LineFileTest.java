package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileTest {
    @TempDir
    private Path folder;

    @Test
    void append_flushesEachLine() throws IOException {
        Path file = folder.resolve("lines");
        List<Long> flushes = new ArrayList<>();
        ChannelOpener watched = (path, options) -> new WatchedChannel(FileChannel.open(path, options), flushes::add);
        LineFile.append(file, "one", watched);
        LineFile.append(file, "zwölf", watched);
        assertEquals(List.of(4L, 11L), flushes);
        assertEquals("one\nzwölf\n", Files.readString(file));
    }
}
