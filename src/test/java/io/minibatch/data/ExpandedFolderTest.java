package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.minibatch.io.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpandedFolderTest {
    private final Split split =
            new Split(part(6, 1), part(3, 50), part(2, 90), new DataSource("made for the test", false, List.of()));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void write_isReadAsTheOriginalsAndTheirCopies(boolean compressed) {
        Path out = folder.resolve("out");
        Copies copies = new OnePixelShifts(split.training());
        ExpandedFolder.write(out, split, copies, "shifts", compressed, made -> {});
        Split read = Splitter.split(
                DataFiles.read(out, "data", FormatOptions.DEFAULTS).parts(), SplitOptions.DEFAULTS, SplitRule.DEFAULT);
        assertEquals(30, read.training().size());
        assertArrayEquals(
                split.training().images(), Arrays.copyOf(read.training().images(), 24));
        assertArrayEquals(
                copies.images(2, made -> {}), Arrays.copyOfRange(read.training().images(), 3 * 24, 4 * 24));
        assertArrayEquals(
                split.training().labels(), Arrays.copyOfRange(read.training().labels(), 24, 30));
        assertArrayEquals(split.validation().images(), read.validation().images());
        assertArrayEquals(split.validation().labels(), read.validation().labels());
        assertArrayEquals(
                split.testOrValidation().images(), read.testOrValidation().images());
        assertEquals(6, read.source().files().size());
    }

    @Test
    void write_keepsNamesOfClasses_andHasNoTestPartOfDataWithoutOne() throws IOException {
        Schema animals = Schema.ofImages(2, 2, List.of("white cat", "dog", "-1"));
        Dataset training = named(part(6, 1), animals);
        Split noTest = new Split(training, named(part(3, 50), animals), null, split.source());
        Path out = folder.resolve("out");
        assertTrue(ExpandedFolder.write(out, noTest, new OnePixelShifts(training), "shifts", true, made -> {}));
        assertFalse(ExpandedFolder.write(out, noTest, new OnePixelShifts(training), "shifts", true, made -> {}));
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(6, files.count());
        }
        Parts read = DataFiles.read(out, "data", FormatOptions.DEFAULTS).parts();
        assertEquals(null, read.test());
        assertEquals(animals.outputs(), read.training().outputNames());
        assertArrayEquals(training.labels(), Arrays.copyOf(read.training().labels(), 6));
    }

    @Test
    void write_classWhoseNameHasALineBreak_isRefused() {
        Schema odd = Schema.ofImages(2, 2, List.of("a", "b\nc", "d"));
        Dataset training = named(part(6, 1), odd);
        Split oddSplit = new Split(training, named(part(3, 50), odd), null, split.source());
        DataException thrown = assertThrows(
                DataException.class,
                () -> ExpandedFolder.write(
                        folder.resolve("out"), oddSplit, new OnePixelShifts(training), "shifts", true, made -> {}));
        assertTrue(
                String.valueOf(thrown.getMessage())
                        .endsWith("labels.txt: cannot hold the class b?c, which has line breaks or blanks around it"),
                thrown.getMessage());
    }

    private static Dataset named(Dataset data, Schema schema) {
        return new Dataset(data.name(), schema, data.examples());
    }

    @Test
    void write_stopped_leavesNothing() throws IOException {
        assertThrows(
                CancellationException.class,
                () -> ExpandedFolder.write(
                        folder.resolve("out"), split, new OnePixelShifts(split.training()), "shifts", true, made -> {
                            throw new CancellationException();
                        }));
        assertEquals(List.of(), names());
    }

    @Test
    void write_stoppedWhenAllIsWritten_leavesNothing() throws IOException {
        assertThrows(
                CancellationException.class,
                () -> write("shifts", made -> {
                    if (made == 0) {
                        throw new CancellationException();
                    }
                }));
        assertEquals(List.of(), names());
    }

    @Test
    void write_again_leavesWhatIsThere() throws IOException {
        assertTrue(write("shifts", made -> {}));
        Path images = folder.resolve("out/train-images-idx3-ubyte.gz");
        FileTime written = Files.getLastModifiedTime(images);
        assertFalse(write("shifts", made -> fail("nothing is to be made")));
        assertEquals(written, Files.getLastModifiedTime(images));
    }

    @Test
    void write_otherVariants_areNotTakenForThoseThatAreThere() {
        assertTrue(write("shifts", made -> {}));
        ExpandedFolder.requireRoom(folder.resolve("out"));
        UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> write("rotation", made -> {}));
        assertEquals(
                folder.resolve("out") + ": cannot be written: it is not empty; name another folder",
                thrown.getMessage());
    }

    @Test
    void write_again_whereAFileIsMissing_isRefused() throws IOException {
        assertTrue(write("shifts", made -> {}));
        Files.delete(folder.resolve("out/t10k-labels-idx1-ubyte.gz"));
        assertThrows(UncheckedIOException.class, () -> write("shifts", made -> {}));
    }

    @Test
    void write_afterAKill_removesWhatThatLeft() throws IOException {
        Path left = Files.createDirectories(folder.resolve(".out.tmp/whole/.train-images-idx3-ubyte.1f.tmp"));
        Files.writeString(left.resolveSibling("train-labels-idx1-ubyte"), "");
        assertTrue(write("shifts", made -> {}));
        assertEquals(List.of("out"), names());
    }

    @Test
    void write_whileAnotherWritesTheFolder_isRefused() throws IOException {
        try (FolderLock other = FolderLock.take(folder.resolve(".out.tmp"))) {
            UncheckedIOException thrown = assertThrows(UncheckedIOException.class, () -> write("shifts", made -> {}));
            assertTrue(String.valueOf(thrown.getMessage()).contains(".out.tmp: in use by another minibatch (process "));
        }
        assertTrue(write("shifts", made -> {}));
    }

    private boolean write(String how, IntConsumer made) {
        return ExpandedFolder.write(
                folder.resolve("out"), split, new OnePixelShifts(split.training()), how, true, made);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void read_oneValidationFileWithoutTheOther_isRefused() throws IOException {
        Path out = folder.resolve("out");
        ExpandedFolder.write(out, split, new OnePixelShifts(split.training()), "shifts", false, made -> {});
        Files.delete(out.resolve("validation-labels-idx1-ubyte"));
        DataException thrown = assertThrows(
                DataException.class,
                () -> DataFiles.read(out, "data", FormatOptions.DEFAULTS).parts());
        assertEquals(
                out
                        + ": missing validation-labels-idx1-ubyte (plain or .gz); it has expanded.txt, t10k-images-idx3-ubyte, "
                        + "t10k-labels-idx1-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte, "
                        + "validation-images-idx3-ubyte",
                thrown.getMessage());
    }

    @Test
    void write_moreThanAFileHolds_isRefused() {
        Copies many = new Copies() {
            @Override
            public int count() {
                return Integer.MAX_VALUE;
            }

            @Override
            public byte[] images(int copy, IntConsumer made) {
                throw new AssertionError("nothing is to be made");
            }
        };
        DataException thrown = assertThrows(
                DataException.class,
                () -> ExpandedFolder.write(folder.resolve("out"), split, many, "shifts", false, made -> {}));
        assertEquals(
                folder.resolve("out") + ": 12884901888 images are more than one file of 2 GiB holds; make fewer copies",
                thrown.getMessage());
    }

    /** Images of 2×2 pixels of three classes, with bytes that count upwards. */
    private static Dataset part(int size, int first) {
        byte[] images = new byte[4 * size];
        byte[] labels = new byte[size];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (first + i);
        }
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (i % 3);
        }
        return new Dataset("part", 2, 2, Schema.numbered(3), images, labels);
    }
}
