package io.minibatch.cli;

import io.minibatch.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.AutoComplete;

/** Writes the script by which bash and zsh complete commands and options; the build runs it. */
final class Completion {
    private Completion() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        AtomicFile.writeText(Path.of(arguments[0]), script());
    }

    static String script() {
        return AutoComplete.bash("minibatch", Minibatch.program());
    }
}
