package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program where something of OpenBLAS is missing, each time in a process of its own. */
class GemmRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openblas-.*-.*-.*|this build has no OpenBLAS for .+",
                "openblas-[^-]+-[^-]+|OpenBLAS cannot be loaded: org.bytedeco.openblas.global.openblas_full",
                "javacpp-.+|OpenBLAS cannot be loaded: org.bytedeco.javacpp.Loader",
                "blas-.+|OpenBLAS cannot be loaded: dev.ludovic.netlib.blas.NativeBLAS",
                "arpack_combined_all-.+|OpenBLAS cannot be loaded: org.netlib.util.booleanW",
            })
    void withoutOneOfTheJars_autoTakesEjml(String jar, String reason) throws IOException, InterruptedException {
        String log = run(0, jar + "\\.jar", List.of("doctor"));
        assertTrue(log.lines().anyMatch(line -> line.matches("gemm +EJML; " + reason + "; faster .+")), log);
    }

    @Test
    void withoutOpenBlas_askingForItIsAnErrorOfOneLine() throws IOException, InterruptedException {
        String log =
                run(1, "openblas-.*\\.jar", List.of("train", "--offline", "--backend", "cpu", "--gemm", "openblas"));
        List<String> errors =
                log.lines().filter(line -> !line.contains("ConsoleNotices")).toList();
        assertEquals(1, errors.size(), log);
        assertTrue(errors.get(0).matches("minibatch: gemm openblas: this build has no OpenBLAS for \\S+"), log);
    }

    @Test
    void unpackedLibrary_thatIsDamaged_isReplaced() throws IOException, InterruptedException {
        run(0, "nothing", List.of("doctor"));
        Path library;
        try (Stream<Path> files = Files.walk(folder)) {
            library = files.filter(file -> file.getFileName().toString().matches(".*jniopenblas_full\\.so"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(library);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 0, 4096, (byte) 0);
        Files.write(library, damaged);
        String log = run(0, "nothing", List.of("doctor"));
        assertTrue(log.lines().anyMatch(line -> line.matches("gemm +OpenBLAS .+")), log);
        assertTrue(Arrays.equals(whole, Files.readAllBytes(library)), "still damaged");
    }

    /** Runs the program without the jars of that name. */
    private String run(int exitCode, String missing, List<String> arguments) throws IOException, InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches(missing))
                .collect(Collectors.joining(File.pathSeparator));
        Path log = folder.resolve("log");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Minibatch.class.getName());
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(java.stream(), arguments.stream()).toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        int code = builder.start().waitFor();
        String text = Files.readString(log);
        assertEquals(exitCode, code, text);
        return text;
    }
}
