package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.data.FileChecksum;
import io.minibatch.data.NpyWriter;
import io.minibatch.data.format.IdxReader;
import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same data in each format, as {@code train} and {@code data} see them. */
class DataFormatsTest {
    private static final int TRAINING = 2000;
    private static final int TEST = 500;
    private static final int PIXELS = 784;

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @Test
    void mnist_trainsToTheSameBits_fromEveryFormat() throws IOException {
        Path mnist = Path.of(Objects.requireNonNullElse(System.getenv("MINIBATCH_DATA"), "missing"));
        assumeTrue(Files.exists(mnist.resolve("train-images-idx3-ubyte"))
                || Files.exists(mnist.resolve("train-images-idx3-ubyte.gz")));
        Part training = part(mnist, "train", TRAINING);
        Part test = part(mnist, "t10k", TEST);
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        training.addTo(arrays, "train");
        test.addTo(arrays, "test");
        for (String format : List.of("idx", "csv", "npy", "pictures")) {
            Files.createDirectory(folder.resolve(format));
        }
        training.writeIdx(folder.resolve("idx"), "train");
        test.writeIdx(folder.resolve("idx"), "t10k");
        Files.writeString(folder.resolve("csv").resolve("mnist_train.csv"), training.csv());
        Files.writeString(folder.resolve("csv").resolve("mnist_test.csv"), test.csv());
        NpyWriter.npz(folder.resolve("mnist.npz"), false, arrays);
        for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
            Files.write(folder.resolve("npy").resolve(array.getKey() + ".npy"), array.getValue());
        }
        training.writePictures(folder.resolve("pictures").resolve("train"));
        test.writePictures(folder.resolve("pictures").resolve("test"));
        String model = trained("idx");
        for (String format : List.of("csv", "mnist.npz", "npy", "pictures")) {
            assertEquals(model, trained(format), format);
        }
    }

    @Test
    void data_describesATable() throws IOException {
        StringBuilder table = new StringBuilder("width,height,kind\n");
        for (int i = 0; i < 60; i++) {
            table.append(i).append(",0,").append(i % 3 == 0 ? "round" : "flat").append('\n');
        }
        Path file = Files.writeString(folder.resolve("shapes.csv"), table);
        assertEquals(0, run("data", "--data", file.toString(), "--standardize", "--class-weights", "balanced"), err);
        List<String> lines = out.lines().toList();
        assertEquals("shapes from " + file + ", CSV, to predict: column 3 (kind)", lines.get(0));
        assertEquals("shapes training data             50 examples of 2 features", lines.get(1));
        assertEquals("  examples of each class: flat: 33, round: 17", lines.get(2));
        assertEquals("shapes validation data           10 examples of 2 features", lines.get(3));
        assertEquals("  examples of each class: flat: 7, round: 3", lines.get(4));
        assertEquals("no test data", lines.get(5));
        assertEquals("validation data held back from the training data: stratified, seed 1", lines.get(6));
        assertEquals("features: width, height", lines.get(7));
        assertTrue(lines.get(8).startsWith("zeros among the training inputs: 5"), lines.get(8));
        assertEquals("standardized by the means and deviations of the training data", lines.get(9));
        assertEquals("class weights: flat: 0.7576, round: 1.471", lines.get(10));
        assertTrue(lines.get(11).endsWith("  shapes.csv"), lines.get(11));
    }

    @Test
    void data_describesNumbersToPredict() throws IOException {
        Path file = Files.writeString(folder.resolve("homes.csv"), "rooms,price\n1,10\n2,20\n3,30\n");
        String[] command = {"data", "--data", file.toString(), "--target-columns", "price", "--split", "ordered"};
        assertEquals(0, run(command), err);
        assertTrue(out.contains("  price: from 10.0 to 20.0, mean 15.0\n"), out);
        assertTrue(out.contains("held back from the training data: ordered (the last ones)\n"), out);
        assertTrue(err.contains("There is only 1 validation example:"), err);
    }

    @Test
    void data_describesSeveralLabels() throws IOException {
        Path file = Files.writeString(folder.resolve("homes.csv"), "rooms,pool,lift\n1,1,0\n2,0,0\n3,1,1\n");
        String[] command = {"data", "--data", file.toString(), "--target-columns", "pool,lift", "--split", "ordered"};
        assertEquals(0, run(command), err);
        assertTrue(out.contains("2 examples of 1 feature\n  examples with each label: pool: 1, lift: 0\n"), out);
    }

    @Test
    void data_damagedFile_isOneLineAndExitCode1() throws IOException {
        Path file = Files.writeString(folder.resolve("homes.csv"), "rooms,price\n1,10\n2,\n");
        assertEquals(1, run("data", "--data", file.toString()));
        assertEquals(
                "minibatch: " + file + ": line 3, column 2 (price): is empty; remove the line or fill in a number\n",
                err);
    }

    @Test
    void validationData_comesFromItsOwnFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x,label\n1,a\n2,b\n3,a\n");
        Path other = Files.writeString(folder.resolve("b.csv"), "x,label\n4,b\n");
        assertEquals(0, run("data", "--data", file.toString(), "--validation-data", other.toString()), err);
        assertTrue(out.contains("a training data                   3 examples"), out);
        assertTrue(out.contains("a validation data                 1 example of 1 feature"), out);
        assertTrue(err.contains("The a validation data have no example of class a"), err);
        assertEquals(2, run("data", "--validation", "0.2", "--validation-data", other.toString()));
        assertTrue(err.contains("--validation cannot be combined with --validation-data"), err);
    }

    private String trained(String format) throws IOException {
        Path run = folder.resolve("run of " + format);
        String[] command = {
            "train",
            "--data",
            folder.resolve(format).toString(),
            "--split",
            "ordered",
            "--epochs",
            "1",
            "--backend",
            "cpu",
            "--out",
            run.toString()
        };
        assertEquals(0, run(command), err);
        return Files.readString(run.resolve("model.json"));
    }

    private static Part part(Path mnist, String name, int size) {
        return new Part(
                Arrays.copyOf(read(mnist, name + "-images-idx3-ubyte"), size * PIXELS),
                Arrays.copyOf(read(mnist, name + "-labels-idx1-ubyte"), size));
    }

    private static byte[] read(Path mnist, String name) {
        Path plain = mnist.resolve(name);
        return IdxReader.read(Files.exists(plain) ? plain : mnist.resolve(name + ".gz"), FileChecksum.newDigest())
                .data();
    }

    private int run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(capturedOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(capturedErr, true, StandardCharsets.UTF_8));
        try {
            return Minibatch.run(Stream.of(arguments).toArray(String[]::new));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            out = capturedOut.toString(StandardCharsets.UTF_8);
            err = capturedErr.toString(StandardCharsets.UTF_8);
        }
    }

    private record Part(byte[] images, byte[] labels) {
        void writeIdx(Path folder, String name) {
            IdxWriter.write(
                    folder.resolve(name + "-images-idx3-ubyte"),
                    NumericArray.ofBytes(new int[] {labels.length, 28, 28}, images));
            IdxWriter.write(
                    folder.resolve(name + "-labels-idx1-ubyte"),
                    NumericArray.ofBytes(new int[] {labels.length}, labels));
        }

        /** Writes running numbers, so that the order of the names is that of the images. */
        void writePictures(Path folder) throws IOException {
            for (int i = 0; i < labels.length; i++) {
                Path file = folder.resolve(Integer.toString(labels[i])).resolve((100_000 + i) + ".png");
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                picture.getRaster()
                        .setDataElements(0, 0, 28, 28, Arrays.copyOfRange(images, i * PIXELS, (i + 1) * PIXELS));
                ImageIO.write(picture, "png", file.toFile());
            }
        }

        void addTo(Map<String, byte[]> arrays, String name) {
            arrays.put("x_" + name, NpyWriter.npy("|u1", false, "(" + labels.length + ", 28, 28)", images));
            arrays.put("y_" + name, NpyWriter.npy("|u1", false, "(" + labels.length + ",)", labels));
        }

        String csv() {
            StringBuilder csv = new StringBuilder();
            for (int i = 0; i < labels.length; i++) {
                csv.append(labels[i]);
                for (int j = 0; j < PIXELS; j++) {
                    csv.append(',').append(images[i * PIXELS + j] & 0xFF);
                }
                csv.append('\n');
            }
            return csv.toString();
        }
    }
}
