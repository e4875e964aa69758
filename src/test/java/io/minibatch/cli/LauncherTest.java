package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the launcher with a java that prints its options and environment. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            started=${0%/java/bin/java}/started
            case $* in
                *Rehearsal)
                    echo rehearsal >> "$started"
                    new=${*#*ArchiveClassesAtExit=}
                    echo archive > "${new%% *}"
                    ;;
                *-version*)
                    echo version >> "$started"
                    [ -z "${JAVA_TOOL_OPTIONS+set}" ] || echo "Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS" >&2
                    echo 'openjdk version "17.0.1" 2021-10-19' >&2
                    ;;
                *)
                    echo command >> "$started"
                    echo "CUDA_CACHE_PATH=${CUDA_CACHE_PATH:-unset}"
                    echo "LC_ALL=${LC_ALL:-unset} LC_CTYPE=${LC_CTYPE:-unset}"
                    echo "options $*"
                    ;;
            esac
            """;

    /**
     * A locale(1) with de_DE in Latin-1, en_US.UTF-8 and the locales in $UTF8; any other falls back to POSIX, as in
     * glibc.
     */
    private static final String LOCALE = """
            #!/bin/sh
            name=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
            case " en_US.UTF-8 $UTF8 " in
                *" $name "*) echo UTF-8 ;;
                *) [ "$name" = de_DE ] && echo ISO-8859-1 || echo ANSI_X3.4-1968 ;;
            esac
            """;

    @TempDir
    private Path folder;

    @Test
    void cacheOfKernels_isInTheUsersCache() throws IOException, InterruptedException {
        String home = folder.resolve("ada").toString();
        assertEquals("CUDA_CACHE_PATH=" + home + "/minibatch/kernels", line(0, Map.of("XDG_CACHE_HOME", home)));
        assertEquals("CUDA_CACHE_PATH=" + home + "/.cache/minibatch/kernels", line(0, Map.of("HOME", home)));
    }

    @Test
    void cacheOfKernels_isTheUsersChoice_orNvidiasWhereThereIsNoCache() throws IOException, InterruptedException {
        assertEquals(
                "CUDA_CACHE_PATH=/scratch", line(0, Map.of("CUDA_CACHE_PATH", "/scratch", "HOME", folder.toString())));
        assertEquals("CUDA_CACHE_PATH=unset", line(0, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', LC_ALL=unset LC_CTYPE=C.UTF-8",
        "LC_ALL=C, LC_ALL=C.UTF-8 LC_CTYPE=C.UTF-8",
        "LANG=POSIX, LC_ALL=unset LC_CTYPE=C.UTF-8",
        "LC_ALL=ja_JP.UTF-8, LC_ALL=C.UTF-8 LC_CTYPE=C.UTF-8", // which is not installed
        "LC_CTYPE=C.UTF-8, LC_ALL=unset LC_CTYPE=C.UTF-8",
        "LC_ALL=en_US.UTF-8, LC_ALL=en_US.UTF-8 LC_CTYPE=unset",
        "LC_ALL=de_DE, LC_ALL=de_DE LC_CTYPE=unset",
    })
    void asciiLocale_becomesUtf8_andOthersStay(String variable, String expected) throws Exception {
        assertEquals(expected, line(1, with(variable, "UTF8", "C.UTF-8")));
    }

    @Test
    void asciiLocale_whereCUtf8IsMissing_becomesAnotherOfUtf8() throws IOException, InterruptedException {
        assertEquals("LC_ALL=en_US.UTF-8 LC_CTYPE=en_US.UTF-8", line(1, Map.of("LC_ALL", "C", "UTF8", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL=C, LC_ALL=C.UTF-8 LC_CTYPE=C.UTF-8",
        "LANG=de_CH.UTF-8, LC_ALL=unset LC_CTYPE=unset",
    })
    void asciiLocale_whereNoCommandTells_isFoundByName(String variable, String expected) throws Exception {
        writeProgram("tools/dirname", "#!/bin/sh\necho \"${1%/*}\"\n");
        writeProgram("tools/sed", "#!/bin/sh\nPATH=/usr/bin:/bin exec sed \"$@\"\n");
        String tools = folder.resolve("tools").toString();
        assertEquals(expected, line(1, with(variable, "PATH", tools)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "MINIBATCH_JAVA_OPTS=-Xmx4g -XX:+UseZGC, false",
        "JAVA_TOOL_OPTIONS=-XX:+UseG1GC -Xmx1g, false",
        "JDK_JAVA_OPTIONS='-XX:+UseSerialGC', false",
        "_JAVA_OPTIONS=-XX:+UseShenandoahGC, false",
        "JDK_JAVA_OPTIONS=@/etc/java/options, false",
        "JAVA_TOOL_OPTIONS=-XX:VMOptionsFile=/etc/java/options, false",
        "JAVA_TOOL_OPTIONS=-XX:+UseGCOverheadLimit -XX:+UseNUMA, true",
    })
    void throughputCollector_isTaken_unlessOptionsNameOne(String variable, boolean taken) throws Exception {
        String options = line(2, with(variable, "HOME", folder.toString()));
        assertEquals(taken, options.contains(" -XX:+UseG1GC "), options);
    }

    @Test
    void java_isStartedOnce_whereItsReleaseTellsTheVersion_andAnArchiveWasMade() throws Exception {
        writeProgram("java/release", "JAVA_VERSION=\"17.0.15\"\nLIBC=\"gnu\"\n");
        Map<String, String> environment = Map.of("HOME", folder.toString());
        run(environment);
        assertEquals(List.of("rehearsal", "command"), Files.readAllLines(folder.resolve("started")));
        run(environment);
        assertEquals(List.of("rehearsal", "command", "command"), Files.readAllLines(folder.resolve("started")));
    }

    @Test
    void java_isAskedForItsVersion_whereItHasNoRelease() throws Exception {
        run(Map.of());
        assertEquals(List.of("version", "command"), Files.readAllLines(folder.resolve("started")));
    }

    @Test
    void olderJava_isRefusedInOneLine() throws Exception {
        writeProgram("java/release", "JAVA_VERSION=\"11.0.2\"\n");
        String line = run(Map.of(), 1);
        assertTrue(line.endsWith("/java is Java 11.0.2; minibatch needs Java 17 or newer\n"), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void archive_isGivenToJava() throws Exception {
        Map<String, String> environment = Map.of("HOME", folder.toString());
        run(environment);
        String options = line(2, environment);
        assertTrue(
                options.matches(
                        ".* -XX:SharedArchiveFile=" + folder + "/.cache/minibatch/classes/17\\.0\\.1-\\d+\\.jsa .*"),
                options);
    }

    @Test
    void unwritableCache_isNoError() throws Exception {
        Files.writeString(folder.resolve(".cache"), "a file");
        String options = line(2, Map.of("HOME", folder.toString()));
        assertTrue(!options.contains("SharedArchiveFile"), options);
    }

    private static Map<String, String> with(String variable, String name, String value) {
        String[] sides = variable.split("=", 2);
        return sides.length == 2 ? Map.of(sides[0], sides[1], name, value) : Map.of(name, value);
    }

    private String line(int index, Map<String, String> environment) throws IOException, InterruptedException {
        return run(environment).lines().skip(index).findFirst().orElseThrow();
    }

    private String run(Map<String, String> environment) throws IOException, InterruptedException {
        return run(environment, 0);
    }

    private String run(Map<String, String> environment, int code) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs /bin/sh");
        Path launcher = folder.resolve("minibatch");
        Files.deleteIfExists(launcher);
        Files.copy(Path.of("src/main/launcher/minibatch"), launcher);
        Files.writeString(folder.resolve("minibatch.jar"), "");
        writeProgram("java/bin/java", JAVA);
        writeProgram("bin/locale", LOCALE);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", launcher.toString(), "doctor").redirectErrorStream(true);
        Map<String, String> variables = builder.environment();
        String path = folder.resolve("bin") + ":" + variables.get("PATH");
        variables.clear();
        variables.put("PATH", path);
        variables.putAll(environment);
        variables.put("JAVA_HOME", folder.resolve("java").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        return output;
    }

    private void writeProgram(String name, String text) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, text);
        assertTrue(program.toFile().setExecutable(true));
    }
}
