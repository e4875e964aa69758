package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.backend.cuda.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of the doctor on machines with various pieces of CUDA, each in a process of its own. */
class EmulatedCudaDoctorTest {
    private static final String DRIVER = "libcuda.so.1";
    private static final String LOADED = "found    kernels  52 loaded";
    private static final String WITH_CLUSTERS = "found    kernels  54 loaded";
    private static final String COMPILER = "libnvidia-ptxjitcompiler.so.1";

    @TempDir
    private Path folder;

    private Path libraries = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        libraries = Files.createDirectory(folder.resolve("libraries"));
    }

    @Test
    void driverOnly_allOfTheDeviceIsSaid_andToInstallCublas() throws IOException, InterruptedException {
        copyDriver();
        String log = doctor(Map.of("DEVICES", "2"));
        assertNotUsable(
                log,
                "there is no cuBLAS (libcublas.so.12 or libcublas.so.13) in the folders of --cuda-libs",
                "install cuBLAS 12, of CUDA's toolkit or of Python's package nvidia-cublas-cu12, and name its folder "
                        + "by --cuda-libs where it is not found");
        assertSays(log, "searched folder   " + libraries + ": libcuda.so.1");
        assertSays(log, "found    driver   " + libraries.resolve(DRIVER));
        assertSays(log, "found    driver   for CUDA 12.6");
        assertSays(log, "found    devices  2");
        String device = "emulated driver, compute capability 7.5, 8192 MiB (8192 MiB free)";
        assertSays(log, "found    device 0 " + device);
        assertSays(log, "found    device 1 " + device);
        assertSays(log, LOADED + " from kernels.fatbin for sm_75");
    }

    @Test
    void fatbinThatIsRefused_thePtxIsTaken() throws IOException, InterruptedException {
        copyDriver();
        String log = doctor(Map.of("REFUSES_FATBIN", "209", "CAPABILITY", "90"));
        assertSays(
                log,
                WITH_CLUSTERS + " from kernels.ptx for sm_90; kernels.fatbin: CUDA_ERROR_NO_BINARY_FOR_GPU, "
                        + "no kernel image is available for execution on the device, clusters.ptx for sm_90; "
                        + "clusters.fatbin: CUDA_ERROR_NO_BINARY_FOR_GPU, no kernel image is available for "
                        + "execution on "
                        + "the device");
    }

    @ParameterizedTest
    @CsvSource({"89, 80", "110, 110"})
    void kernels_areForTheClosestArchitecture(String capability, int architecture)
            throws IOException, InterruptedException {
        copyDriver();
        String expected = architecture < 90
                ? LOADED + " from kernels.fatbin for sm_" + architecture
                : WITH_CLUSTERS + " from kernels.fatbin for sm_" + architecture + ", clusters.fatbin for sm_"
                        + architecture;
        assertSays(doctor(Map.of("CAPABILITY", capability)), expected);
    }

    @Test
    void bothImagesRefused_areExplainedInOneLine() throws IOException, InterruptedException {
        String log = ProgramProcess.run(
                folder,
                EmulatedCuda.build("libcublas.so.12"),
                Map.of("REFUSES_FATBIN", "209", "REFUSES_PTX", "222"),
                0,
                "doctor");
        assertNotUsable(
                log,
                "loading the kernels failed: kernels.fatbin: CUDA_ERROR_NO_BINARY_FOR_GPU, no kernel image is "
                        + "available "
                        + "for execution on the device; kernels.ptx: CUDA_ERROR_UNSUPPORTED_PTX_VERSION, the provided "
                        + "PTX was compiled with an unsupported toolchain. (ptxas application ptx input, line 9; fatal "
                        + ": Unsupported .version 8.0; current version is '7.8' / ptxas fatal : Ptx assembly "
                        + "aborted due "
                        + "to errors)",
                "update NVIDIA's driver");
    }

    @Test
    void cuda13Only_isUsed_byTheChangedLibrary() throws IOException, InterruptedException {
        copyDriver();
        copyCublas13();
        String log = doctor(Map.of("VERSION", "13000"));
        assertUsable(log);
        assertSays(log, "found    cuBLAS   " + libraries.resolve("libcublas.so.13"));
        assertSays(
                log,
                "found    cuBLAS   13.6.0, which JCuda calls by a copy of its library that was changed to ask for it");
        assertSays(
                log,
                "found    start    kernels and cuBLAS start on emulated driver, compute capability 7.5, "
                        + "driver for CUDA 13.0");
    }

    @Test
    void cuda13WithADriverFor12_isToldEitherWay() throws IOException, InterruptedException {
        copyDriver();
        copyCublas13();
        assertNotUsable(
                doctor(Map.of("VERSION", "12060")),
                libraries.resolve("libcublas.so.13") + " needs a driver for CUDA 13; this one is for CUDA 12.6",
                "update NVIDIA's driver to version 580 or newer, or install cuBLAS 12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "13000|13.6.0, which JCuda calls by a copy of its library that was changed to ask for it",
                "12060|12.6.0, which JCuda calls as it is"
            })
    void cublasOfBothVersions_theOneOfTheDriverIsTaken(String driver, String taken)
            throws IOException, InterruptedException {
        copyDriver();
        copyCublas13();
        Files.copy(
                EmulatedCuda.build("libcublas.so.12").resolve("libcublas.so.12"), libraries.resolve("libcublas.so.12"));
        String log = doctor(Map.of("VERSION", driver));
        assertUsable(log);
        assertSays(log, "found    cuBLAS   " + taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEVICES|0|the driver finds no device|see that this process may use the GPU (CUDA_VISIBLE_DEVICES, a "
                        + "container's --gpus); without one, use the cpu backend",
                "VERSION|11040|the driver is for CUDA 11.4; at least 12.0 is needed|update NVIDIA's driver to version "
                        + "528 or newer",
                "CAPABILITY|61|emulated driver, compute capability 6.1; at least 7.5 is needed|use a newer GPU "
                        + "(CUDA_VISIBLE_DEVICES chooses which comes first), or the cpu backend",
                "MEMORY|20|out of device memory: 33554432 bytes were requested, 20 of 20 MiB are free|see that no "
                        + "other program fills the GPU's memory or keeps the GPU for itself",
            })
    void deviceThatCannotBeUsed_isExplained(String what, String value, String reason, String advice)
            throws IOException, InterruptedException {
        String log =
                ProgramProcess.run(folder, EmulatedCuda.build("libcublas.so.12"), Map.of(what, value), 0, "doctor");
        assertNotUsable(log, reason, advice);
        assertTrue(!log.contains("never freed"), log); // of what was opened before the failure
    }

    @Test
    void driverThatIsNoLibrary_isExplained() throws IOException, InterruptedException {
        Path driver = Files.writeString(libraries.resolve(DRIVER), "not a library");
        String log = doctor(Map.of());
        assertTrue(log.contains("not usable: " + driver + " cannot be loaded: "), log);
        assertSays(log, "advice   reinstall NVIDIA's driver, or use the cpu backend");
    }

    @Test
    void cublasWithoutItsFunctions_namesThem() throws IOException, InterruptedException {
        copyDriver();
        Files.copy(libraries.resolve(DRIVER), libraries.resolve("libcublas.so.12"));
        assertNotUsable(
                doctor(Map.of()),
                libraries.resolve("libcublas.so.12") + " lacks cublasCreate_v2, cublasDestroy_v2, cublasGemmEx, "
                        + "cublasGetProperty, cublasGetStatusName, cublasSetPointerMode_v2, cublasSetStream_v2, "
                        + "cublasSetWorkspace_v2",
                "install a whole cuBLAS 12 or 13, or name its folder by --cuda-libs");
    }

    @Test
    void driverForAnotherMachine_isPassedOverForTheNextOne() throws IOException, InterruptedException {
        Path wrong = Files.writeString(libraries.resolve(DRIVER), "not a library");
        Path right = EmulatedCuda.build("libcublas.so.12");
        String log = ProgramProcess.run(folder, right, Map.of(), 0, "doctor", "--cuda-libs", libraries.toString());
        assertUsable(log);
        assertSays(log, "searched driver   " + wrong + " cannot be loaded: it is not a shared library; passed over");
        assertSays(log, "found    driver   " + right.resolve(DRIVER));
    }

    @Test
    void driverWithItsCompilerBesideIt_findsThatByItsBareName() throws IOException, InterruptedException {
        copyDriver();
        Path compiler = StandIn.library(libraries.resolve(COMPILER));
        Path link = Files.createDirectory(folder.resolve("links"));
        Files.createSymbolicLink(link.resolve(DRIVER), libraries.resolve(DRIVER));
        for (Path named : List.of(libraries, link)) {
            Map<String, String> ptxOnly = Map.of("COMPILER", "1", "REFUSES_FATBIN", "209");
            String log = ProgramProcess.run(folder, named, ptxOnly, 0, "doctor");
            assertSays(log, "found    compiler " + compiler);
            assertTrue(log.contains(LOADED + " from kernels.ptx for sm_75; "), log);
        }
    }

    @Test
    void driverWithoutItsCompiler_isToldWhereThatBelongs() throws IOException, InterruptedException {
        copyDriver();
        copyCublas13();
        assertNotUsable(
                doctor(Map.of("COMPILER", "1", "VERSION", "13000", "REFUSES_FATBIN", "209")),
                "loading the kernels failed: kernels.fatbin: CUDA_ERROR_NO_BINARY_FOR_GPU, no kernel image is "
                        + "available "
                        + "for execution on the device; kernels.ptx: CUDA_ERROR_JIT_COMPILER_NOT_FOUND, PTX JIT "
                        + "compiler "
                        + "library not found",
                "put the driver's " + COMPILER + " into " + libraries
                        + " or its folder into LD_LIBRARY_PATH; a container gets it where "
                        + "NVIDIA_DRIVER_CAPABILITIES has "
                        + "compute");
    }

    @Test
    void compilerThatIsBroken_isSaid() throws IOException, InterruptedException {
        copyDriver();
        Path compiler = Files.writeString(libraries.resolve(COMPILER), "not a library");
        String log = doctor(Map.of());
        assertSays(log, "searched compiler " + compiler + " cannot be loaded: it is not a shared library");
        assertSays(log, LOADED + " from kernels.fatbin for sm_75");
    }

    @Test
    void cublasLtInAnotherFolder_isLoadedBeforeCublas() throws IOException, InterruptedException {
        copyDriver();
        Path lt = StandIn.library(folder.resolve("lt/libcublasLt.so.12"));
        StandIn.cublas(libraries.resolve("libcublas.so.12"), lt);
        String lts = lt.resolveSibling("").toString();
        String log = ProgramProcess.run(folder, libraries, Map.of(), 0, "doctor", "--cuda-libs", lts);
        assertSays(log, "found    cuBLAS   7.7.7, which JCuda calls as it is");
    }

    @Test
    void launchersFolderForCompiledKernels_isMadePrivate() throws IOException, InterruptedException {
        copyDriver();
        Path cache = folder.resolve("home/minibatch/kernels");
        String log = ProgramProcess.runIn(Map.of("CUDA_CACHE_PATH", cache.toString()), folder, libraries, 0, "doctor");
        assertSays(log, "found    cache    compiled kernels in " + cache);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
    }

    @Test
    void usersOwnFolderForCompiledKernels_isLeftToTheDriver() throws IOException, InterruptedException {
        copyDriver();
        Path cache = folder.resolve("scratch");
        ProgramProcess.runIn(Map.of("CUDA_CACHE_PATH", cache.toString()), folder, libraries, 0, "doctor");
        assertTrue(Files.notExists(cache));
    }

    private void copyDriver() throws IOException {
        Files.copy(EmulatedCuda.build("libcublas.so.12").resolve(DRIVER), libraries.resolve(DRIVER));
    }

    private void copyCublas13() throws IOException {
        Files.copy(
                EmulatedCuda.build("libcublas.so.13").resolve("libcublas.so.13"), libraries.resolve("libcublas.so.13"));
    }

    private String doctor(Map<String, String> emulator) throws IOException, InterruptedException {
        return ProgramProcess.run(folder, libraries, emulator, 0, "doctor");
    }

    private static void assertUsable(String log) {
        assertSays(log, "cuda       usable");
        assertTrue(!log.contains("MISSING") && !log.contains("advice"), log);
    }

    /** The reason, the advice, and no second advice; the CPU can be used whatever else is broken. */
    private static void assertNotUsable(String log, String reason, String advice) {
        assertSays(log, "cuda       not usable: " + reason);
        List<String> advices = log.lines()
                .filter(line -> line.startsWith("  advice "))
                .map(line -> line.substring("  advice ".length()).strip())
                .toList();
        assertEquals(List.of(advice), advices, log);
        assertSays(log, "cpu        usable");
    }

    private static void assertSays(String log, String expected) {
        assertTrue(log.lines().anyMatch(line -> line.strip().equals(expected)), () -> expected + "\n" + log);
    }
}
