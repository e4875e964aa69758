package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small libraries that stand in for NVIDIA's, made by g++; a test that asks for one is skipped where there is none. */
public final class StandIn {
    private static final int CLASS = 4;
    private static final int MACHINE = 18;

    private StandIn() {}

    /** Makes a library with a file's name that defines nothing and asks for these libraries. */
    public static Path library(Path file, Path... needs) {
        return compile(file, "extern \"C\" const int stands_in_for_nothing = 1;", needs);
    }

    /** Makes a cuBLAS of that name, whose functions do nothing and return success, which asks for these libraries. */
    public static Path cublas(Path file, Path... needs) {
        String functions = Stream.of(
                        "cublasCreate_v2",
                        "cublasDestroy_v2",
                        "cublasSetStream_v2",
                        "cublasSetWorkspace_v2",
                        "cublasSetPointerMode_v2",
                        "cublasGemmEx",
                        "cublasGetProperty",
                        "cublasGetStatusName")
                .map(name -> "extern \"C\" long " + name + "() { return 0; }\n")
                .collect(Collectors.joining());
        return compile(file, functions, needs);
    }

    private static Path compile(Path file, String source, Path... needs) {
        EmulatedCuda.assumeBuildable();
        String name = file.getFileName().toString();
        try {
            Files.createDirectories(file.resolveSibling(""));
            Path work = Files.createTempDirectory("stand-in");
            Path code = Files.writeString(work.resolve("code.cpp"), source);
            Path versions = Files.writeString(work.resolve("versions"), name + " { global: *; };\n");
            List<String> command = new ArrayList<>(List.of(
                    "g++",
                    "-shared",
                    "-fPIC",
                    "-Wl,--no-as-needed",
                    "-Wl,-soname," + name,
                    "-Wl,--version-script=" + versions,
                    "-o",
                    file.toString(),
                    code.toString()));
            Stream.of(needs).map(Path::toString).forEach(command::add);
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertEquals(0, process.waitFor(), command::toString);
            Files.delete(code);
            Files.delete(versions);
            Files.delete(work);
            return file;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(name + " could not be made", failure);
        }
    }

    /** Makes a library look like one for another processor. */
    static void forAnotherProcessor(Path file, int bits, int machine) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[CLASS] = (byte) (bits / 32);
        content[MACHINE] = (byte) machine;
        Files.write(file, content);
    }
}
