package io.minibatch.backend.cuda;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.backend.Backends;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * Builds the emulated driver of {@code src/test/cuda-emulator} and loads it in place of the real one. Under the
 * property {@value #CARD}, which {@code native-notes/gpu-check.sh} sets, it loads the real one instead, and the same
 * tests check a card.
 */
public final class EmulatedCuda {
    private static final Path OUT = Path.of("target", "cuda-emulator").toAbsolutePath();
    private static final Path SOURCES = Path.of("src", "test", "cuda-emulator").toAbsolutePath();
    private static final Path KERNELS = Path.of("src", "main", "cuda").toAbsolutePath();
    private static final Path IMAGES =
            Path.of("src/main/resources/io/minibatch/backend/cuda").toAbsolutePath();
    private static final List<String> NATIVES =
            List.of("libJCudaDriver-12.6.0-linux-x86_64.so", "libJCublas2-12.6.0-linux-x86_64.so");

    /** Set to the folder of CUDA's libraries, or to nothing for the usual places. */
    private static final String CARD = "minibatch.card";

    private static boolean loaded;

    private EmulatedCuda() {}

    /** Opens a backend on the emulated driver; skips the test that asks where it cannot be built. */
    public static CudaBackend open() {
        return open(Precision.FLOAT32);
    }

    /** Opens a backend that claims no whole steps. */
    public static CudaBackend openUnfused() {
        return open(Precision.FLOAT32, false);
    }

    /** Returns how many kernels and copies a step that was recorded by this backend launches. */
    public static int nodes(Step step) {
        return ((CudaStep) step).nodes();
    }

    static CudaBackend open(Precision precision) {
        return open(precision, true);
    }

    /** @param fused whether the backend may claim whole steps */
    public static CudaBackend open(Precision precision, boolean fused) {
        load();
        return CudaBackend.open(precision, fused);
    }

    /** Loads the emulated driver; skips the test that asks where it cannot be built. */
    static synchronized void load() {
        String card = System.getProperty(CARD);
        if (card == null) {
            assumeBuildable();
        }
        if (!loaded) {
            List<Path> named = card == null
                    ? List.of(build("libcublas.so.12"))
                    : card.isEmpty() ? List.of() : List.of(Path.of(card));
            LibraryFolders folders = card == null
                    ? new LibraryFolders(Platform.LINUX, named, List.of())
                    : LibraryFolders.ofThisMachine(Platform.LINUX, named);
            assertNull(Backends.firstMissing(Examination.of(folders, false)));
            if (card != null) {
                retainContext();
            }
            loaded = true;
        }
    }

    /**
     * Retains the card's context until this JVM ends. Otherwise each test would destroy the context with its backend
     * and create it anew, while cuBLAS lives on. The emulated driver's context is not retained, because the last
     * release reports leaks.
     */
    private static void retainContext() {
        CUdevice device = new CUdevice();
        EmulatedSession.check(JCudaDriver.cuDeviceGet(device, 0));
        EmulatedSession.check(JCudaDriver.cuDevicePrimaryCtxRetain(new CUcontext(), device));
    }

    /** Returns whether anybody retains the context of the first device. */
    static boolean contextIsRetained() {
        CUdevice device = new CUdevice();
        int[] flags = new int[1];
        int[] active = new int[1];
        EmulatedSession.check(JCudaDriver.cuDeviceGet(device, 0));
        EmulatedSession.check(JCudaDriver.cuDevicePrimaryCtxGetState(device, flags, active));
        return active[0] != 0;
    }

    /** Returns whether the tests run on a card. */
    static boolean onCard() {
        return System.getProperty(CARD) != null;
    }

    /** Skips the test that asks, which holds of the emulated driver only, on a card. */
    public static void assumeEmulated() {
        assumeTrue(!onCard(), "a test of the emulated driver");
    }

    /** Skips the test that asks where the emulated driver cannot be built. */
    static void assumeBuildable() {
        assumeTrue(isThere("g++"), "the emulated CUDA driver needs g++ and bash");
        assumeTrue(isThere("bash"), "the emulated CUDA driver needs g++ and bash");
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Returns the folder of the emulated driver with a cuBLAS of that name; other JVMs that build it wait. */
    public static synchronized Path build(String cublas) {
        assumeBuildable();
        try {
            Files.createDirectories(OUT);
            try (FileChannel file = FileChannel.open(OUT.resolve(".lock"), CREATE, WRITE)) {
                file.lock();
                return buildAlone(cublas);
            }
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("the emulated driver could not be built", failure);
        }
    }

    private static Path buildAlone(String cublas) throws IOException, InterruptedException {
        Path out = OUT.resolve(cublas);
        List<String> command = new ArrayList<>(List.of(
                "bash", SOURCES.resolve("build.sh").toString(), out.toString(), cublas, ptx(), KERNELS.toString()));
        Path natives = Files.createDirectories(OUT.resolve("jcuda"));
        for (String name : NATIVES) {
            Path file = natives.resolve(name);
            try (InputStream in = Objects.requireNonNull(EmulatedCuda.class.getResourceAsStream("/lib/" + name))) {
                Files.write(file, in.readAllBytes());
            }
            command.add(file.toString());
        }
        Path log = OUT.resolve(cublas + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertEquals(0, process.waitFor(), () -> text(log));
        return out;
    }

    /** Returns the files of PTX that ship, with colons in between. */
    private static String ptx() throws IOException {
        try (Stream<Path> files = Files.list(IMAGES)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".ptx"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
