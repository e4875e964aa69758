package io.minibatch.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;

/** The terminal, if any, and what it can show. */
final class Terminal {
    private static final char BLOCK = '█';

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

    /** Returns a builder of progress bars that the terminal can show. */
    static ProgressBarBuilder progressBar(String task) {
        ProgressBarStyle style =
                showsColours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK;
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(encoding().newEncoder().canEncode(BLOCK) ? style : ProgressBarStyle.ASCII);
    }

    /** Prints a line, above the progress bar where there is one. */
    static void printAbove(@Nullable ProgressBar bar, String line) {
        if (bar == null) {
            System.out.println(line);
        } else {
            // Over the bar, in one call so that the bar's own thread does not write in between.
            System.out.print("\r\033[K" + line + "\n");
            bar.refresh();
        }
    }

    /**
     * Prepares standard output and error: a closed pipe stops the process quietly, and where the locale's encoding is ASCII, in
     * which Java prints other characters as question marks, both are UTF-8.
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
