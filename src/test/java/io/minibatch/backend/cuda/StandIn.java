package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Small libraries that stand in for NVIDIA's, made by g++; a test that asks for one is skipped where there is none. */
public final class StandIn {
    private static final int CLASS = 4;
    private static final int MACHINE = 18;

    private StandIn() {}

    /** Makes a library with that file's name. */
    public static Path library(Path file) {
        return compile(file, "extern \"C\" const int stand_in = 1;");
    }

    /** Makes a cuBLAS 7.7.7 with that file's name, whose functions do nothing, which asks for its cublasLt. */
    public static Path cublas(Path file, Path lt) {
        String functions = CublasExamination.FUNCTIONS.stream()
                .filter(name -> !name.equals("cublasGetProperty"))
                .map(name -> "extern \"C\" long " + name + "() { return 0; }\n")
                .collect(Collectors.joining());
        String property = "extern \"C\" int cublasGetProperty(int, int* value) { *value = 7; return 0; }\n";
        return compile(file, functions + property, versions(file), "-Wl,--no-as-needed", lt.toString());
    }

    /** As in NVIDIA's, the symbols have the library's name as their version. */
    private static String versions(Path file) {
        try {
            Path script = Files.createTempFile("stand-in", ".versions");
            script.toFile().deleteOnExit();
            Files.writeString(script, file.getFileName() + " { global: *; };\n");
            return "-Wl,--version-script=" + script;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path compile(Path file, String source, String... more) {
        EmulatedCuda.assumeBuildable();
        String name = file.getFileName().toString();
        try {
            Files.createDirectories(file.resolveSibling(""));
            Path work = Files.createTempDirectory("stand-in");
            Path code = Files.writeString(work.resolve("code.cpp"), source);
            List<String> command = new ArrayList<>(
                    List.of("g++", "-shared", "-fPIC", "-Wl,-soname," + name, "-o", file.toString(), code.toString()));
            command.addAll(List.of(more));
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertEquals(0, process.waitFor(), command::toString);
            Files.delete(code);
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
