package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the program with and without its launcher in ASCII locales, on terminals and into closed pipes. */
class ProgramSurroundingsTest extends ProgramFixture {
    /** The prefix of every control code except the carriage return. */
    private static final String ESCAPE = "\033[";

    private static final String YELLOW = "\033[33m";

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs /bin/sh");
        Files.copy(Path.of("src/main/launcher/minibatch"), folder.resolve("minibatch"));
        assertTrue(folder.resolve("minibatch").toFile().setExecutable(true));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Minibatch.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .map(part -> Path.of(part).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(folder.resolve("minibatch.jar"));
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.finish();
        }
    }

    /** Runs shell commands in the folder; {@code java_jar} is the program without its launcher. */
    private int shell(String commands) throws IOException, InterruptedException {
        String prologue = """
                unset LC_ALL LC_CTYPE LANG NO_COLOR MINIBATCH_DATA JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
                export JAVA_HOME='%s' MINIBATCH_JAVA_OPTS='-XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr'
                export XDG_CACHE_HOME="${XDG_CACHE_HOME-$PWD/cache}"
                umlaut=$(printf 'd\\303\\244ta')
                jar=$PWD/minibatch.jar
                java_jar() { "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 ${home:+-Duser.home="$home"} -jar "$jar" "$@"; }
                PATH=.:$PATH
                """.formatted(System.getProperty("java.home"));
        Path printed = folder.resolve("printed");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder("/bin/sh", "-c", prologue + commands)
                .directory(folder.toFile())
                .redirectOutput(printed.toFile())
                .redirectError(errors.toFile())
                .start();
        int code = process.waitFor();
        out = Files.readString(printed, StandardCharsets.UTF_8);
        err = Files.readString(errors, StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void asciiLocale_pathsWithUmlautsAreFoundAndPrinted() throws Exception {
        assertEquals(0, shell("""
                mv data "$umlaut" && cd "$umlaut" && mv ../minibatch* . && export LC_ALL=C XDG_CACHE_HOME="$PWD/c$umlaut"
                minibatch train --data . --epochs 1 --out "$umlaut" --backend cpu && MINIBATCH_DATA="$PWD" minibatch data
                """), err);
        assertTrue(out.contains("Saved in d\u00e4ta: model.json"), out);
        assertTrue(out.contains(" 100 images of 4\u00d74"), out);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "MINIBATCH_DATA=$umlaut java_jar data, MINIBATCH_DATA: 'd",
                "XDG_CACHE_HOME=$umlaut java_jar data, XDG_CACHE_HOME: 'd",
                "XDG_CACHE_HOME= home=$umlaut java_jar data, 'd",
                "java_jar experiment $umlaut.json, 'd",
                "mkdir $umlaut; cd $umlaut; java_jar data --data ../data, the working folder: '/",
            })
    void asciiLocale_withoutTheLauncher_whatHasAnUmlautIsOneLine(String command, String line) throws Exception {
        assertEquals(1, shell("export LC_ALL=C; " + command), err);
        assertTrue(err.startsWith("minibatch: " + line), err);
        assertTrue(err.endsWith("; set LC_ALL=C.UTF-8\n"), err);
        assertEquals(1, err.lines().count(), err);
    }

    @Test
    void asciiLocale_withoutTheLauncher_aFlagWithAnUmlautIsWrongUsage() throws Exception {
        assertEquals(2, shell("LC_ALL=C java_jar data --data \"$umlaut\""), err);
        assertTrue(err.startsWith("minibatch: Invalid value for option '--data': '"), err);
        assertTrue(err.contains("; set LC_ALL=C.UTF-8\n"), err);
        assertEquals(2, err.lines().count(), err);
    }

    @Test
    void asciiLocale_withoutTheLauncher_printsUtf8() throws Exception {
        assertEquals(0, shell("LC_ALL=C java_jar data --data data"), err);
        assertTrue(out.contains(" 100 images of 4\u00d74"), out);
    }

    @Test
    void collectorOfAnotherTool_isTaken() throws Exception {
        assertEquals(
                0, shell("JAVA_TOOL_OPTIONS=-XX:+UseSerialGC JDK_JAVA_OPTIONS=-showversion minibatch --version"), err);
    }

    @Test
    void closedPipe_endsQuietly() throws Exception {
        assertEquals(0, shell("{ minibatch data --data data; echo $? >code; } | sleep 0"), err);
        assertEquals("141\n", Files.readString(folder.resolve("code")), err);
        assertEquals("", err);
    }

    @Test
    void closedPipeOfTrain_savesTheRun_andEndsQuietly() throws Exception {
        String train = "minibatch train --data data --backend cpu --epochs 2000 --out run 2>/dev/null";
        assertEquals(0, shell("{ " + train + "; echo $? >code; } | head -1"), err);
        assertEquals("141\n", Files.readString(folder.resolve("code")), err);
        assertTrue(Files.exists(folder.resolve("run/model.json")));
    }

    @Test
    void dumbTerminal_getsNoControlCodes() throws Exception {
        assertEquals(0, onTerminal("TERM=dumb"), err);
        assertTrue(out.contains("validation accuracy"), out);
        assertFalse(out.contains(ESCAPE) || out.replace("\r\n", "").contains("\r"), out);
    }

    @Test
    void progressBar_isYellow_unlessColoursAreDeclined() throws Exception {
        assertEquals(0, onTerminal("TERM=xterm"), err);
        assertTrue(out.contains(YELLOW), out);
        assertEquals(0, onTerminal("TERM=xterm NO_COLOR=1"), err);
        assertTrue(out.contains(ESCAPE + "J") && !out.contains(YELLOW), out);
    }

    @Test
    void progressBar_hasTheSameDigitsInEveryLocale() throws Exception {
        assertEquals(0, onTerminal("TERM=xterm JAVA_TOOL_OPTIONS='-Duser.language=ar -Duser.country=EG'"), err);
        assertTrue(out.contains("Training") && out.contains("%"), out);
        assertTrue(out.chars().noneMatch(letter -> letter > 0x7F && Character.isDigit(letter)), out);
    }

    private int onTerminal(String variables) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) makes the terminal");
        String command = "minibatch train --data data --epochs 2 --backend cpu; minibatch --help";
        return shell("export LC_ALL=C.UTF-8 " + variables + "; script -qec '" + command + "' /dev/null </dev/null");
    }
}
