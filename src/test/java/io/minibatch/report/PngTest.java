package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTest {
    private final BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);

    private final Path folder;

    PngTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void write_canBeReadBack() throws IOException {
        picture.setRGB(2, 1, 0xFF123456);
        Path file = folder.resolve("picture.png");
        Png.write(file, picture);
        BufferedImage back = ImageIO.read(file.toFile());
        assertEquals(3, back.getWidth());
        assertEquals(2, back.getHeight());
        assertEquals(0xFF123456, back.getRGB(2, 1));
    }

    @Test
    void write_fileThere_isReplacedAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("picture.png"), "old");
        Png.write(file, picture);
        assertEquals(3, ImageIO.read(file.toFile()).getWidth());
        assertEquals(List.of(file), files());
    }

    @Test
    void write_encodingFails_keepsTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("picture.png"), "old");
        BufferedImage broken = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB) {
            @Override
            public int getWidth() {
                throw new IllegalStateException("broken");
            }
        };
        assertThrows(IllegalStateException.class, () -> Png.write(file, broken));
        assertArrayEquals("old".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void write_targetFolderMissing_namesIt() {
        Path file = folder.resolve("missing").resolve("picture.png");
        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> Png.write(file, picture));
        assertEquals(file + ": cannot be written: no such file or folder", thrown.getMessage());
    }

    @Test
    void write_targetIsAFolder_namesIt() throws IOException {
        Path target = Files.createDirectory(folder.resolve("picture.png"));
        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> Png.write(target, picture));
        assertEquals(target + ": cannot be written: Is a directory", thrown.getMessage());
        assertEquals(List.of(target), files());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
