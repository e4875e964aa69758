package io.minibatch.backend.cpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The CPU of this machine, as the operating system names it. */
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";
    private static final String FLAGS = "flags";
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

    /** Returns the size in bits of the vectors for which OpenBLAS has kernels, 0 if the system does not tell it. */
    static int vectorBits() {
        List<String> flags = List.of(value(FLAGS).orElse("").split(" "));
        if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
            return 512;
        }
        return flags.containsAll(List.of("avx2", "fma")) ? 256 : 0;
    }

    private static Optional<String> model() {
        return value(MODEL).or(() -> Optional.ofNullable(System.getenv(WINDOWS)));
    }

    /** Returns what Linux says of the first core under a name; empty on other systems. */
    private static Optional<String> value(String name) {
        try (Stream<String> lines = Files.lines(LINUX, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException otherSystem) {
            return Optional.empty();
        }
    }
}
