package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.VectorModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program in a process of its own, with an emulated driver or none. */
final class ProgramProcess {
    private ProgramProcess() {}

    /**
     * Runs it and returns what it printed.
     *
     * @param folder for its files
     * @param libraries where it is to look for CUDA
     * @param emulator what the driver pretends to be, as in the README of the emulator
     */
    static String run(Path folder, Path libraries, Map<String, String> emulator, int exitCode, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        emulator.forEach((name, value) -> environment.put("MINIBATCH_EMULATOR_" + name, value));
        return runIn(environment, folder, libraries, exitCode, arguments);
    }

    /** Runs it with these environment variables and returns what it printed. */
    static String runIn(Map<String, String> environment, Path folder, Path libraries, int exitCode, String... arguments)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                VectorModule.OPTION,
                "-cp",
                System.getProperty("java.class.path"),
                Minibatch.class.getName());
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.of(java.stream(), Stream.of(arguments), Stream.of("--cuda-libs", libraries.toString()))
                                .flatMap(part -> part)
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putIfAbsent("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        String text = Files.readString(log);
        assertEquals(exitCode, code, text);
        return text;
    }
}
