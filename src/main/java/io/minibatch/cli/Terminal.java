package io.minibatch.cli;

import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help;

/** The terminal, if any, and what it can show. */
final class Terminal {
    private static final char BLOCK = '█';
    private static final int USUAL_COLUMNS = 80;

    /** The output of {@code stty size}: rows and columns. */
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,6})\\s*");

    private Terminal() {}

    /** Returns whether input and output are a terminal, and one that can overwrite a line. */
    static boolean isInteractive() {
        return isConsole() && !"dumb".equals(System.getenv("TERM"));
    }

    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is always a console, which knows whether it is a terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException unknown) {
            return false;
        }
    }

    /** Source: no-color.org. */
    private static boolean showsColours() {
        String declined = System.getenv("NO_COLOR");
        return isInteractive() && (declined == null || declined.isEmpty());
    }

    /** Returns the colours of help and usage errors. */
    static Help.ColorScheme helpColours() {
        return Help.defaultColorScheme(showsColours() ? Help.Ansi.AUTO : Help.Ansi.OFF);
    }

    /** Returns the style of progress bars that the terminal can show. */
    static Progress.Style barStyle() {
        return !encoding().newEncoder().canEncode(BLOCK)
                ? Progress.Style.ASCII
                : showsColours() ? Progress.Style.COLOURED_BLOCKS : Progress.Style.BLOCKS;
    }

    /** Returns the present width, by {@code stty}, else by the variable COLUMNS, else 80. */
    static int columns() {
        return sttyColumns()
                .orElseGet(() -> columns("0 " + System.getenv("COLUMNS")).orElse(USUAL_COLUMNS));
    }

    private static OptionalInt sttyColumns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noStty) {
            return OptionalInt.empty();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Returns the width in rows and columns as {@code stty size} prints them; a terminal of unknown size has 0. */
    static OptionalInt columns(String size) {
        Matcher matcher = SIZE.matcher(size);
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
    }

    /**
     * Prepares standard output and error: a closed pipe stops the process quietly, and where the locale's encoding is
     * ASCII, in which Java prints other characters as question marks, both are UTF-8.
     */
    static void prepareOutput() {
        if (encoding().equals(StandardCharsets.US_ASCII)) {
            StandardOutput.install(StandardCharsets.UTF_8);
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        } else {
            StandardOutput.install(outputEncoding());
        }
    }

    /** Returns the encoding that Java takes for standard output; its property has another name before Java 19. */
    private static Charset outputEncoding() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return name == null ? encoding() : Charset.forName(name);
    }

    private static Charset encoding() {
        return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    }
}
