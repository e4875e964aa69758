package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on the emulated driver, each run in a process of its own, and how it fails. */
class EmulatedCudaRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"libcublas.so.12, 12060", "libcublas.so.13, 13000"})
    void train_cudaAsAsked_isObeyedThoughItIsSlower(String cublas, String version)
            throws IOException, InterruptedException {
        String log = train(cublas, Map.of("VERSION", version), 0);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("\"device\": \"emulated driver, compute capability 7.5"), log + record);
        assertTrue(Files.exists(folder.resolve("run/model.json")), log);
    }

    @ParameterizedTest
    @CsvSource({"tf32", "bf16"})
    void train_productsOfLessPrecision_areRecorded(String precision) throws IOException, InterruptedException {
        String log = train("libcublas.so.12", Map.of(), 0, "--train-size", "2000", "--precision", precision);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains(", products in " + precision + "\""), log + record);
    }

    @Test
    void train_fusedSteps_areRecorded_unlessOff() throws IOException, InterruptedException {
        String log = train("libcublas.so.12", Map.of(), 0);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("\"fused\": true") && !record.contains("no fused steps"), log + record);
        Files.move(folder.resolve("run"), folder.resolve("fused"));
        String unfusedLog = trainUnfused(Map.of(), 0);
        String unfused = Files.readString(folder.resolve("run/run.json"));
        assertTrue(
                unfused.contains("\"fused\": false") && unfused.contains(", no fused steps\""), unfusedLog + unfused);
    }

    /** As where too few multiprocessors lie side by side. */
    @Test
    void train_clusterThatTheDeviceCannotPlace_isLeftToSingleOperations() throws IOException, InterruptedException {
        Map<String, String> device = Map.of("CAPABILITY", "90", "MULTIPROCESSORS", "8", "REFUSES", "fused_cluster_sgd");
        String log = train("libcublas.so.12", device, 0, "--train-size", "100", "--layers", "784,100,10");
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("\"fused\": false"), log + record);
    }

    @Test
    void train_moreMemoryThanIsFree_saysHowMuchWasAskedForAndFree() throws IOException, InterruptedException {
        // cuBLAS's workspace takes 32 MiB of 33; 1,500 images of 784 bytes need more than is left.
        String log = train("libcublas.so.12", Map.of("MEMORY", "33"), 1, "--train-size", "1500");
        assertEquals("minibatch: out of device memory: 1176000 bytes were requested, 0 of 33 MiB are free", last(log));
    }

    @Test
    void train_cublasThatAllocatesWhileAStepIsCaptured_givesTheSameNetwork() throws IOException, InterruptedException {
        trainUnfused(Map.of("ALLOCATES", "1"), 0);
        String relaxed = Files.readString(folder.resolve("run/model.json"));
        Files.move(folder.resolve("run"), folder.resolve("relaxed"));
        trainUnfused(Map.of(), 0);
        assertEquals(Files.readString(folder.resolve("run/model.json")), relaxed);
    }

    @Test
    void train_launchThatIsRefused_namesOperationKernelAndGeometry() throws IOException, InterruptedException {
        String log = train("libcublas.so.12", Map.of("REFUSES", "gather_u8"), 1);
        assertEquals(
                "minibatch: gather: the kernel gather_u8 with 1×500 blocks of 256 threads failed: "
                        + "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, too many resources requested for launch",
                last(log));
    }

    @Test
    void train_kernelThatFailsInARecordedStep_isAmongThoseNamed() throws IOException, InterruptedException {
        String log = trainUnfused(Map.of("FAILS", "output_layer"), 1);
        String message = last(log);
        assertTrue(
                message.startsWith("minibatch: waiting for the device failed: CUDA_ERROR_LAUNCH_FAILED, unspecified "
                        + "launch failure; launched since the device was last waited for: "),
                log);
        assertTrue(
                message.contains("; gemm: the product of 10×30 and 30×10 (transposed: NONE); "
                        + "output: the kernel output_layer with 1×1 blocks of 512 threads; "),
                log);
    }

    @ParameterizedTest
    @CsvSource({"214, CUDA_ERROR_ECC_UNCORRECTABLE", "721, CUDA error 721", "999, CUDA_ERROR_UNKNOWN"})
    void train_deviceThatFailsWhileAKernelRuns_namesTheLaunches(String code, String name)
            throws IOException, InterruptedException {
        String log = trainUnfused(Map.of("FAILS", "output_layer", "CODE", code), 1);
        assertTrue(
                last(log)
                        .startsWith("minibatch: waiting for the device failed: " + name
                                + "; launched since the device was last waited for: "),
                log);
    }

    @Test
    void train_driverWithoutItsCompiler_saysWhereThatBelongs() throws IOException, InterruptedException {
        String log = train("libcublas.so.12", Map.of("COMPILER", "1", "REFUSES_FATBIN", "209"), 1);
        assertEquals(
                "minibatch: cuda: loading the kernels failed: kernels.fatbin: CUDA_ERROR_NO_BINARY_FOR_GPU, no "
                        + "kernel image is "
                        + "available for execution on the device; kernels.ptx: "
                        + "CUDA_ERROR_JIT_COMPILER_NOT_FOUND, PTX JIT "
                        + "compiler library not found; put the driver's libnvidia-ptxjitcompiler.so.1 into "
                        + EmulatedCuda.build("libcublas.so.12")
                        + " or its folder into LD_LIBRARY_PATH; a container gets it where "
                        + "NVIDIA_DRIVER_CAPABILITIES has "
                        + "compute",
                last(log));
    }

    private String trainUnfused(Map<String, String> emulator, int exitCode) throws IOException, InterruptedException {
        return train("libcublas.so.12", emulator, exitCode, "--train-size", "500", "--fused", "off");
    }

    private String train(String cublas, Map<String, String> emulator, int exitCode, String... flags)
            throws IOException, InterruptedException {
        String[] common = {
            "train",
            "--offline",
            "--backend",
            "cuda",
            "--epochs",
            "1",
            "--validation-size",
            "100",
            "--out",
            folder.resolve("run").toString()
        };
        String[] size = flags.length == 0 ? new String[] {"--train-size", "500"} : flags;
        String[] arguments = java.util.stream.Stream.of(common, size)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
        return ProgramProcess.run(folder, EmulatedCuda.build(cublas), emulator, exitCode, arguments);
    }

    private static String last(String log) {
        // The emulator counts what is left behind when the process ends after an error.
        return log.lines().filter(line -> !line.startsWith("emulated CUDA: ")).reduce("", (before, line) -> line);
    }
}
