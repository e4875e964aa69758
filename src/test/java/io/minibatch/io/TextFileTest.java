package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    private Path folder;

    @Test
    void read_text_isReturned() throws IOException {
        assertEquals("π\n", TextFile.read(Files.writeString(folder.resolve("t"), "π\n")));
    }

    @Test
    void read_otherBytes_isRefusedInWords() throws IOException {
        Path file = Files.write(folder.resolve("t"), new byte[] {'a', (byte) 0xC3});
        assertEquals(
                "it is not a text in UTF-8", Reason.of(assertThrows(IOException.class, () -> TextFile.read(file))));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void read_deviceWithoutEnd_isRefused() {
        assertEquals(
                "it is larger than 256 MiB",
                assertThrows(IOException.class, () -> TextFile.read(Path.of("/dev/zero")))
                        .getMessage());
    }

    @Test
    void excerpt_isOneShortLineOfCharacters() {
        assertEquals("a?b?c?d", Excerpt.of("a\nb\u001bc\u2028d"));
        assertEquals("x".repeat(60) + "...", Excerpt.of("x".repeat(1000)));
        assertEquals("x".repeat(60), Excerpt.of("x".repeat(60)));
    }
}
