package io.minibatch.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
    @Test
    void plainArguments_areNotQuoted() {
        assertEquals(
                "minibatch train --data=/a/b-c_d.e --layers=16,8,3",
                ShellCommand.of("train", "--data=/a/b-c_d.e")
                        .and(List.of("--layers=16,8,3"))
                        .toString());
    }

    @Test
    void everyArgument_comesOutOfAShellAsItWentIn() throws IOException {
        List<String> arguments = List.of(
                "a b",
                "it's",
                "\"quoted\"",
                "$HOME",
                "`id`",
                "grün",
                "a\\b",
                "*",
                "~",
                "#x",
                "",
                "a;b&c|d>e<f",
                "!x",
                "(y)");
        String line = new ShellCommand(arguments).toString();
        Process shell = new ProcessBuilder("sh", "-c", "minibatch() { printf '%s\\n' \"$@\"; }; " + line).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(arguments, List.of(said.split("\n", -1)).subList(0, arguments.size()));
    }

    @Test
    void pathThatLooksLikeAnOption_isNone() {
        assertEquals("./-x", ShellCommand.argument(Path.of("-x")));
        assertEquals("./@x", ShellCommand.argument(Path.of("@x")));
        assertEquals("/a/-x", ShellCommand.argument(Path.of("/a/-x")));
    }
}
