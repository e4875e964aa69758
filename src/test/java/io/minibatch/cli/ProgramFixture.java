package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.VectorModule;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The program as its user meets it, with a small data set in a folder. */
abstract class ProgramFixture {
    /** Three classes of 4×4 images: a bright row 0, 1 or 2 on noise. */
    static final int SIDE = 4;

    @TempDir
    Path folder;

    String out = "";
    String err = "";

    @BeforeEach
    final void writeData() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        writeImages("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 120);
        writeImages("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 30);
    }

    final int train(String outFolder, String... flags) {
        Stream<String> common = Stream.of("train", "--data", path("data"), "--out", path(outFolder));
        Stream<String> device =
                Arrays.asList(flags).contains("--backend") ? Stream.of() : Stream.of("--backend", "cpu");
        return run(Stream.concat(Stream.concat(common, device), Arrays.stream(flags))
                .toArray(String[]::new));
    }

    final int run(String... arguments) {
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

    /**
     * Runs the program as a process of its own and stops it after some time.
     *
     * @param gently whether by a SIGTERM, which lets it save its work, or by a {@code kill -9}
     * @return whether it ended before
     */
    final boolean endsWithin(int milliseconds, boolean gently, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                VectorModule.OPTION,
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Minibatch.class.getName()));
        command.addAll(arguments);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        if (gently) {
            process.destroy();
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it continues after a SIGTERM");
        } else {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        String said = Files.readString(log);
        assertTrue(!ended || code == 0, said);
        return ended;
    }

    final String path(String name) {
        return folder.resolve(name).toString();
    }

    static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns the text of a {@code results.csv} without the times of the trials. */
    static String withoutSeconds(String csv) {
        int seconds =
                List.of(csv.lines().findFirst().orElseThrow().split(",", -1)).indexOf("seconds");
        return csv.lines()
                .map(line -> {
                    String[] fields = line.replaceAll("\"[^\"]*\"", "quoted").split(",", -1);
                    fields[seconds] = "";
                    return String.join(",", fields);
                })
                .collect(Collectors.joining("\n"));
    }

    final void writeImages(String imagesName, String labelsName, int size) {
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
