package io.minibatch.backend.cpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The CPU of this machine, as the operating system names it. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";
    private static final String WINDOWS = "PROCESSOR_IDENTIFIER";

    private Processor() {}

    /**
     * Returns the model where the system tells it, the instruction set and the number of cores that this process may
     * use.
     */
    static String description() {
        int cores = Runtime.getRuntime().availableProcessors();
        String set = System.getProperty("os.arch") + ", " + cores + (cores == 1 ? " core" : " cores");
        return model().map(model -> model + ", " + set).orElse(set);
    }

    private static Optional<String> model() {
        try (Stream<String> lines = Files.lines(LINUX, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(MODEL))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException otherSystem) {
            return Optional.ofNullable(System.getenv(WINDOWS));
        }
    }
}
