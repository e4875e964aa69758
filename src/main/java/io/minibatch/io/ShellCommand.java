package io.minibatch.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of this program that a user can paste into a POSIX shell.
 *
 * @param arguments without the name of the program and without quotes
 */
public record ShellCommand(List<String> arguments) {
    private static final String PROGRAM = "minibatch";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public ShellCommand {
        arguments = List.copyOf(arguments);
    }

    public static ShellCommand of(String... arguments) {
        return new ShellCommand(List.of(arguments));
    }

    /** Returns this with more arguments at the end. */
    public ShellCommand and(List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new ShellCommand(all);
    }

    /** Returns a path as an argument that is neither an option nor a file of arguments. */
    public static String argument(Path path) {
        String text = path.toString();
        return text.startsWith("-") || text.startsWith("@") ? "./" + text : text;
    }

    /** Returns the line, each argument quoted where the shell would read it otherwise. */
    @Override
    public String toString() {
        return arguments.stream().map(ShellCommand::quoted).collect(Collectors.joining(" ", PROGRAM + " ", ""));
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
