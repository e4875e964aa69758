package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuRunTest {
    @TempDir
    private Path folder;

    @Test
    void train_onTheCpu_loadsNoClassOfJCuda() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Minibatch.class.getName(),
                        "train",
                        "--offline",
                        "--backend",
                        "cpu",
                        "--epochs",
                        "1",
                        "--train-size",
                        "100",
                        "--validation-size",
                        "100",
                        "--out",
                        folder.resolve("run").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor());
        String classes = Files.readString(log);
        assertTrue(classes.contains("io.minibatch.backend.cpu.CpuBackend"));
        assertFalse(classes.contains(" jcuda."));
    }
}
