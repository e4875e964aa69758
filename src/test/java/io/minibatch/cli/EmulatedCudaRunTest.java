package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program on machines with various pieces of CUDA, each in a process of its own. */
class EmulatedCudaRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"libcublas.so.12", "libcublas.so.13"})
    void train_onTheEmulatedDriver_takesCudaByItself(String cublas) throws IOException, InterruptedException {
        String log = run(
                EmulatedCuda.build(cublas),
                0,
                "train",
                "--offline",
                "--epochs",
                "1",
                "--train-size",
                "500",
                "--validation-size",
                "100",
                "--out",
                folder.resolve("run").toString());
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("\"device\": \"emulated driver, compute capability 7.5"), log + record);
        assertTrue(Files.exists(folder.resolve("run/model.json")), log);
    }

    @Test
    void doctor_driverWithoutCublas_saysSo() throws IOException, InterruptedException {
        Path libraries = Files.createDirectory(folder.resolve("libraries"));
        Files.copy(EmulatedCuda.build("libcublas.so.12").resolve("libcuda.so.1"), libraries.resolve("libcuda.so.1"));
        assertDoctor(
                "not usable: there is a driver, but no cuBLAS (libcublas.so.12 or libcublas.so.13); "
                        + "install CUDA's libraries or name their folder by --cuda-libs",
                libraries);
    }

    @Test
    void doctor_cublasWithoutItsFunctions_namesThem() throws IOException, InterruptedException {
        Path libraries = Files.createDirectory(folder.resolve("libraries"));
        Path driver = EmulatedCuda.build("libcublas.so.12").resolve("libcuda.so.1");
        Files.copy(driver, libraries.resolve("libcuda.so.1"));
        Files.copy(driver, libraries.resolve("libcublas.so.13"));
        assertDoctor(
                "not usable: " + libraries.resolve("libcublas.so.13") + " lacks cublasCreate_v2, cublasDestroy_v2, "
                        + "cublasGetStatusName, cublasSetPointerMode_v2, cublasSetStream_v2, cublasSetWorkspace_v2, "
                        + "cublasSgemm_v2",
                libraries);
    }

    @Test
    void doctor_everythingThere_saysUsable() throws IOException, InterruptedException {
        assertDoctor("usable", EmulatedCuda.build("libcublas.so.13"));
    }

    private void assertDoctor(String expected, Path libraries) throws IOException, InterruptedException {
        String log = run(libraries, 0, "doctor");
        assertTrue(log.lines().anyMatch(line -> line.matches("cuda +\\Q" + expected + "\\E")), log);
    }

    private String run(Path libraries, int exitCode, String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        String[] java = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Minibatch.class.getName()
        };
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.of(java, arguments, new String[] {"--cuda-libs", libraries.toString()})
                                .flatMap(Arrays::stream)
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        int code = builder.start().waitFor();
        String text = Files.readString(log);
        assertEquals(exitCode, code, text);
        return text;
    }
}
