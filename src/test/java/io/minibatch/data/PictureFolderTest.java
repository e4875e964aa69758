package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Inputs;
import io.minibatch.io.MinibatchException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    private final Path folder;

    PictureFolderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void read_runningNumbersOverAllClasses_keepTheirOrder() throws IOException {
        write("cat", "2.png", 2, 3, 20);
        write("dog", "10.png", 2, 3, 100);
        write("cat", "9.bmp", 2, 3, 90);
        write("dog", "1.png", 2, 3, 10);
        RawPart data = read(List.of());
        assertEquals(List.of("cat", "dog"), names(data));
        assertEquals(new ImageSize(2, 3), data.image());
        assertArrayEquals(new int[] {1, 0, 0, 1}, labels(data));
        assertEquals(List.of((byte) 10, (byte) 20, (byte) 90, (byte) 100), firstPixels(data));
    }

    @Test
    void read_checksumDependsOnNamesAndContents() throws IOException {
        write("cat", "1.png", 2, 2, 20);
        write("dog", "2.png", 2, 2, 30);
        byte[] before = checksum();
        assertArrayEquals(before, checksum());
        write("dog", "2.png", 2, 2, 31);
        byte[] changed = checksum();
        assertFalse(Arrays.equals(before, changed));
        Files.move(folder.resolve("dog/2.png"), folder.resolve("dog/3.png"));
        assertFalse(Arrays.equals(changed, checksum()));
    }

    private byte[] checksum() {
        MessageDigest digest = FileChecksum.newDigest();
        PictureFolder.of(folder, List.of()).read(digest);
        return digest.digest();
    }

    @Test
    void read_sameNames_areOrderedByClass() throws IOException {
        write("b", "1.png", 1, 1, 2);
        write("a", "1.png", 1, 1, 1);
        assertEquals(List.of((byte) 1, (byte) 2), firstPixels(read(List.of())));
    }

    @Test
    void read_classesThatAreNumbers_areInTheirOrder() throws IOException {
        for (String number : List.of("10", "9", "2")) {
            write(number, "1.png", 1, 1, 5);
        }
        assertEquals(List.of("2", "9", "10"), names(read(List.of())));
    }

    @Test
    void read_classesGiven_keepTheirOrderAndMayBeEmpty() throws IOException {
        write("dog", "1.png", 1, 1, 5);
        RawPart test = read(List.of("dog", "cat"));
        assertEquals(List.of("dog", "cat"), names(test));
        assertArrayEquals(new int[] {0}, labels(test));
    }

    @Test
    void read_filesOfTheOperatingSystem_areIgnored() throws IOException {
        write("cat", "1.png", 1, 1, 5);
        for (String name : List.of(".DS_Store", "Thumbs.db", "cat/.hidden", "cat/Thumbs.db", "cat/desktop.ini")) {
            Files.writeString(folder.resolve(name), "x");
        }
        Files.createDirectories(folder.resolve("__MACOSX"));
        assertEquals(1, labels(read(List.of())).length);
        assertEquals(List.of("cat"), names(read(List.of())));
    }

    @Test
    void read_picturesOfDifferentSizes_namesTheFirstThatDiffers() throws IOException {
        for (int i = 1; i < 40; i++) {
            write("cat", i + ".png", 4, 4, 5);
        }
        write("cat", "7.png", 4, 5, 5);
        write("cat", "30.png", 5, 4, 5);
        assertFault("cat/7.png: has 4×5 pixels, but " + folder.resolve("cat/1.png")
                + " has 4×4; all pictures must have the same size");
    }

    @Test
    void read_damagedPicture_isNamed() throws IOException {
        write("cat", "1.png", 4, 4, 5);
        byte[] whole = Files.readAllBytes(folder.resolve("cat/1.png"));
        whole[whole.length - 20] ^= 1;
        Files.write(folder.resolve("cat/2.png"), whole);
        assertFault("cat/2.png cannot be read as an image: it is damaged, cut off or of an unsupported kind");
    }

    @Test
    void read_otherFiles_areNamedInOneLine() throws IOException {
        write("cat", "1.png", 4, 4, 5);
        Files.writeString(folder.resolve("cat/notes.txt"), "x");
        assertFault(
                "cat/notes.txt: is no picture (PNG, JPEG, GIF or BMP); the folder of a class holds its pictures only");
    }

    @Test
    void read_folderInAClass_isNamed() throws IOException {
        write("cat", "1.png", 4, 4, 5);
        Files.createDirectories(folder.resolve("cat/more"));
        assertFault("cat/more: is a folder; the folder of a class holds its pictures only");
    }

    @Test
    void read_unknownClassInATestPart_isNamed() throws IOException {
        write("cow", "1.png", 4, 4, 5);
        DataException refused = assertThrows(DataException.class, () -> read(List.of("cat", "dog")));
        assertEquals(
                folder.resolve("cow") + ": is not a class of the training data; its classes are cat, dog",
                refused.getMessage());
    }

    @Test
    void read_noPictures_isRefused() throws IOException {
        Files.createDirectories(folder.resolve("cat"));
        DataException refused = assertThrows(DataException.class, () -> read(List.of()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(folder + ": there is no picture"));
    }

    private void assertFault(String fault) {
        MinibatchException refused = assertThrows(MinibatchException.class, () -> read(List.of()));
        assertEquals(folder + "/" + fault, refused.getMessage());
    }

    private RawPart read(List<String> classes) {
        return PictureFolder.of(folder, classes).read(FileChecksum.newDigest());
    }

    private static List<String> names(RawPart part) {
        return ((Answers.Names) part.answers()).names();
    }

    private static int[] labels(RawPart part) {
        return ((Answers.Names) part.answers()).indices();
    }

    private static List<Byte> firstPixels(RawPart part) {
        byte[] pixels = ((Inputs.Bytes) part.inputs()).values();
        int features = part.inputs().features();
        return IntStream.range(0, pixels.length / features)
                .mapToObj(i -> pixels[i * features])
                .toList();
    }

    private void write(String label, String name, int rows, int columns, int grey) throws IOException {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < rows * columns; i++) {
            image.getRaster().setSample(i % columns, i / columns, 0, grey);
        }
        Path file = Files.createDirectories(folder.resolve(label)).resolve(name);
        assertTrue(ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile()));
    }
}
