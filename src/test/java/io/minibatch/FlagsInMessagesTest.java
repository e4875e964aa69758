package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Users of the library have no command line: its messages name settings, and the package {@code cli} turns them into
 * flags.
 */
class FlagsInMessagesTest {
    private static final Path ROOT = Path.of("src/main/java/io/minibatch");
    private static final Pattern TEXT_WITH_A_FLAG = Pattern.compile("\"(?:[^\"\n]*--[a-z]|--\")");

    /** Files with flags in their texts, and why. */
    private static final Map<String, String> REASONS = Map.of(
            "spec/LearningRateSpec.java", "the help of the command line",
            "page/RunSummary.java", "arguments of the command train",
            "trial/Trial.java", "arguments of the command train",
            "tune/Study.java", "arguments of the command train",
            "tune/SearchReport.java", "arguments of the command train",
            "backend/VectorModule.java", "an option of Java",
            "backend/cuda/Examination.java", "an option of containers",
            "backend/cuda/CublasExamination.java", "the advice that the command doctor prints");

    @Test
    void textsOutsideTheProgram_nameNoFlags() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String name = ROOT.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith("cli/")
                        && TEXT_WITH_A_FLAG.matcher(Files.readString(file)).find()) {
                    found.add(name);
                }
            }
        }
        assertEquals(new TreeSet<>(REASONS.keySet()), found);
    }
}
