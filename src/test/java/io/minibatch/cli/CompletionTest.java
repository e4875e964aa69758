package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that the build makes for shells completes commands and options in bash. */
class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "tr, train",
        "train --ep, --epochs",
        "tune se, search",
        "tune search --hal, --halving",
        "data expand --shi, --shifts",
        "evaluate --pa, --part",
    })
    void bash_completes(String typed, String completed) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BASH), "no bash");
        Path script = Files.writeString(folder.resolve("completion"), Completion.script());
        String words = "minibatch " + typed;
        int last = words.split(" ").length - 1;
        // Bash allows compopt only while it completes what a user types.
        String commands = "compopt() { :; }; . " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + last
                + "; _complete_minibatch; echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder(BASH.toString(), "-c", commands)
                .redirectErrorStream(true)
                .start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), printed);
        assertEquals(completed, printed.strip());
    }

    @Test
    void build_makesTheScript() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertTrue(pom.contains("picocli.AutoComplete --force --name minibatch"), pom);
    }
}
