package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.VectorModule;
import io.minibatch.backend.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with fused steps on the emulated driver, each in a process of its own. */
class EmulatedCudaFusedRunTest extends ProgramFixture {
    private static final int EPOCHS = 20;

    private Path libraries;

    @BeforeEach
    void buildDriver() {
        libraries = EmulatedCuda.build("libcublas.so.12");
    }

    /** Nesterov's momentum and dropout, with a checkpoint of each epoch. */
    private List<String> training(String name, String... flags) {
        List<String> command = new ArrayList<>(List.of("train", "--data", path("data"), "--out", path(name)));
        command.addAll(List.of("--backend", "cuda", "--layers", "16,8,3", "--epochs", String.valueOf(EPOCHS)));
        command.addAll(List.of("--batch", "5", "--optimizer", "nesterov", "--eta", "0.05", "--dropout", "0.3"));
        command.addAll(List.of("--checkpoint-every", "1"));
        command.addAll(List.of(flags));
        return command;
    }

    private void run(Map<String, String> emulator, List<String> command) throws IOException, InterruptedException {
        ProgramProcess.run(folder, libraries, emulator, 0, command.toArray(String[]::new));
    }

    private String file(String name, String file) throws IOException {
        return Files.readString(folder.resolve(name).resolve(file));
    }

    private String historyWithoutTimes(String name) throws IOException {
        return file(name, "history.csv").replaceAll("(?m)(,[^,]*){2}$", "");
    }

    private void assertSameRuns(String expected, String actual) throws IOException {
        assertTrue(file(expected, "run.json").contains("\"fused\": true"), file(expected, "run.json"));
        assertEquals(file(expected, "model.json"), file(actual, "model.json"));
        assertEquals(historyWithoutTimes(expected), historyWithoutTimes(actual));
    }

    @Test
    void train_fusedOff_writesTheSameFilesWithinTolerance() throws IOException, InterruptedException {
        run(Map.of(), training("fused"));
        run(Map.of(), training("single", "--fused", "off"));
        assertTrue(file("fused", "run.json").contains("\"fused\": true"), file("fused", "run.json"));
        assertTrue(file("single", "run.json").contains("\"fused\": false"), file("single", "run.json"));
        FusedRunTest.assertSameWithinTolerance(folder.resolve("fused"), folder.resolve("single"), EPOCHS);
    }

    @Test
    void train_withThreadsInAnotherOrder_writesTheSameBits() throws IOException, InterruptedException {
        run(Map.of("SEED", "1"), training("one"));
        run(Map.of("SEED", "2"), training("other"));
        assertSameRuns("one", "other");
    }

    /** Stopped in the epoch after that of the first checkpoint or a later one, by a {@code kill -9} or a SIGTERM. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void train_stoppedInAnEpochAndResumed_writesTheSameBits(boolean gently) throws IOException, InterruptedException {
        run(Map.of(), training("whole"));
        stop(training("stopped"), folder.resolve("stopped/checkpoints"), gently);
        run(Map.of(), List.of("train", "--resume", path("stopped")));
        assertSameRuns("whole", "stopped");
    }

    private void stop(List<String> arguments, Path checkpoints, boolean gently)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                VectorModule.OPTION,
                "-cp",
                System.getProperty("java.class.path"),
                Minibatch.class.getName()));
        command.addAll(arguments);
        command.addAll(List.of("--cuda-libs", libraries.toString()));
        Path log = folder.resolve("stopped.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (!hasFiles(checkpoints) && !process.waitFor(1, TimeUnit.MILLISECONDS)) {}
        if (gently) {
            process.destroy();
        } else {
            process.destroyForcibly();
        }
        process.waitFor();
        String said = Files.readString(log);
        assertTrue(hasFiles(checkpoints), said);
        assertFalse(said.contains(EPOCHS + "/" + EPOCHS), said);
    }

    private static boolean hasFiles(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isPresent();
        }
    }
}
