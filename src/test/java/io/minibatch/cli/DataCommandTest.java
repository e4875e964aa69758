package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code data expand} and {@code data show} as their user meets them. */
class DataCommandTest {
    /** Three classes of 4×4 images: a bright row 0, 1 or 2 on noise. */
    private static final int SIDE = 4;

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @BeforeEach
    void writeData() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        writeImages("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 120);
        writeImages("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 30);
    }

    @Test
    void dataExpand_shifts_makesFiveTimesTheTrainingImages() throws IOException {
        assertEquals(0, run("data", "expand", "--shifts", "--data", path("data"), "--out", path("five")), err);
        assertTrue(out.contains(": 500 training images, the 100 of data training data and 4 copies"), out);
        assertEquals(7, namesIn(folder.resolve("five")).size());
        assertEquals(0, run("data", "expand", "--shifts", "--data", path("data"), "--out", path("five")), err);
        assertTrue(out.startsWith("Complete already in " + path("five") + ": 500 training images"), out);
        assertEquals(0, run("data", "--data", path("five")), err);
        assertTrue(out.contains("500 images of 4×4"), out);
        assertTrue(out.contains("20 images of 4×4"), out);
        assertTrue(out.contains("30 images of 4×4"), out);
        assertEquals(
                0,
                run("train", "--data", path("five"), "--backend", "cpu", "--epochs", "1", "--out", path("run")),
                err);
    }

    @Test
    void dataExpand_sameSeed_writesTheSameImagesWithAnyThreads() throws IOException {
        String name = "train-images-idx3-ubyte";
        for (String threads : List.of("1", "3")) {
            assertEquals(
                    0,
                    run(
                            "data",
                            "expand",
                            "--augment",
                            "ciresan",
                            "--copies",
                            "2",
                            "--plain",
                            "--seed",
                            "5",
                            "--backend",
                            "cpu",
                            "--threads",
                            threads,
                            "--data",
                            path("data"),
                            "--out",
                            path(threads)),
                    err);
        }
        byte[] images = Files.readAllBytes(folder.resolve("1").resolve(name));
        assertEquals(16 + 300 * SIDE * SIDE, images.length);
        assertArrayEquals(images, Files.readAllBytes(folder.resolve("3").resolve(name)));
        assertFalse(Arrays.equals(
                Arrays.copyOfRange(images, 16 + 1600, 16 + 3200), Arrays.copyOfRange(images, 16 + 3200, 16 + 4800)));
        assertEquals(List.of("1", "3", "data"), namesIn(folder));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rotate -1|--rotate must be 0 to 180 degrees, not -1.0",
                "--shear 61|--shear must be 0 to 60 degrees, not 61.0",
                "--scale 1|--scale must be 0 to 0.9, not 1.0",
                "--translate NaN|--translate must be 0 to 100 pixels, not NaN",
                "--elastic 0,34|--elastic sigma must be above 0 and at most 20, not 0",
                "--elastic 4,-1|--elastic alpha must be 0 to 1000, not -1",
                "--elastic 4|--elastic 4: give sigma and alpha, for example 4,34",
                "--elastic 4,x|--elastic: 'x' is neither a number nor a range as 5-6",
                "--elastic 6-5,30|--elastic 6-5 is no range: the second number must not be smaller",
                "--gentle 64 --rotate 5|--gentle classes must be 0 to 63, not 64",
                "--augment lecun|--augment lecun: use simard-affine or simard-elastic or ciresan",
                "--shifts --rotate 5|--shifts cannot be combined with other variations",
                "--shifts --copies 2|--copies cannot be combined with --shifts, which makes 4 copies",
                "--rotate 5 --copies 0|--copies must be at least 1, not 0",
                "--seed 2|no variation is given; add --shifts, --augment NAME, or limits such as --rotate 15",
            })
    void dataExpand_wrongFlag_isNamedInOneLineAndLeavesNothing(String flags, String message) throws IOException {
        Stream<String> fixed = Stream.of("data", "expand", "--data", path("data"), "--out", path("expanded"));
        assertEquals(
                2, run(Stream.concat(fixed, Arrays.stream(flags.split(" "))).toArray(String[]::new)));
        assertTrue(err.lines().anyMatch(("minibatch: " + message)::equals), err);
        assertEquals(List.of("data"), namesIn(folder));
    }

    @Test
    void dataExpand_whereSomethingIs_isRefused() {
        assertEquals(1, run("data", "expand", "--shifts", "--data", path("data"), "--out", path("data")));
        assertEquals("minibatch: " + path("data") + ": cannot be written: it is not empty; name another folder\n", err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--shifts", "--elastic=1,5"})
    void dataShow_drawsAPicture(String flag) throws IOException {
        String[] command = {"data", "show", "--data", path("data"), "--backend", "cpu", "--out", path("show.png")};
        Stream<String> flags = flag.isEmpty() ? Stream.of() : Stream.of(flag);
        assertEquals(0, run(Stream.concat(Arrays.stream(command), flags).toArray(String[]::new)), err);
        assertTrue(ImageIO.read(folder.resolve("show.png").toFile()).getHeight() > 3 * 84);
    }

    private int run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            return Minibatch.run(arguments);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            out = capturedOut.toString(StandardCharsets.UTF_8);
            err = capturedErr.toString(StandardCharsets.UTF_8);
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void writeImages(String imagesName, String labelsName, int size) {
        RandomStream noise = new RandomStream(size, Purpose.DIGITS, 0, 0);
        byte[] images = new byte[size * SIDE * SIDE];
        byte[] labels = new byte[size];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (noise.uniform(i) * 90);
        }
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (i % 3);
            Arrays.fill(images, (i * SIDE + i % 3) * SIDE, (i * SIDE + i % 3 + 1) * SIDE, (byte) 255);
        }
        IdxWriter.write(
                folder.resolve("data").resolve(imagesName), NumericArray.ofBytes(new int[] {size, SIDE, SIDE}, images));
        IdxWriter.write(folder.resolve("data").resolve(labelsName), NumericArray.ofBytes(new int[] {size}, labels));
    }
}
