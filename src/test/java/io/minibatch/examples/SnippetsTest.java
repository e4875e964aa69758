package io.minibatch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The programs in the README and in the package's documentation are those that run as tests. */
class SnippetsTest {
    private static final int MOST_LINES = 9;

    private static final Pattern README = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\n(.*?)\n \\* }</pre>", Pattern.DOTALL);

    private static String withoutIndentation(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("^ \\* ?", "").strip())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static List<String> programs() throws IOException {
        List<String> programs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/java/io/minibatch/examples"))) {
            for (Path file : files.sorted().toList()) {
                if (!file.toString().endsWith("Test.java")) {
                    programs.add(withoutIndentation(Files.readString(file)));
                }
            }
        }
        return programs;
    }

    private static List<String> snippets(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> withoutIndentation(found.group(1)))
                .toList();
    }

    @Test
    void readme_showsProgramsOfAtMost9Lines() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> shown = snippets(README, readme);
        assertEquals(5, shown.size());
        for (String snippet : shown) {
            assertTrue(programs().stream().anyMatch(program -> program.contains(snippet)), snippet);
            assertTrue(snippet.strip().lines().count() <= MOST_LINES, snippet);
        }
    }

    @Test
    void packageDocumentation_showsEveryProgram() throws IOException {
        List<String> shown =
                snippets(JAVADOC, Files.readString(Path.of("src/main/java/io/minibatch/package-info.java")));
        for (String program : programs()) {
            assertEquals(1, shown.stream().filter(program::contains).count(), program);
        }
        assertEquals(programs().size(), shown.size());
    }
}
