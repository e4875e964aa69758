package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the launcher with a java that prints its options and environment. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            case $* in
                *-version*)
                    [ -z "${JAVA_TOOL_OPTIONS+set}" ] || echo "Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS" >&2
                    echo 'openjdk version "17.0.1" 2021-10-19' >&2
                    ;;
                *)
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
        assertEquals(
                "CUDA_CACHE_PATH=/var/cache/ada/minibatch/kernels",
                line(0, Map.of("XDG_CACHE_HOME", "/var/cache/ada")));
        assertEquals("CUDA_CACHE_PATH=/home/ada/.cache/minibatch/kernels", line(0, Map.of("HOME", "/home/ada")));
    }

    @Test
    void cacheOfKernels_isTheUsersChoice_orNvidiasWhereThereIsNoCache() throws IOException, InterruptedException {
        assertEquals("CUDA_CACHE_PATH=/scratch", line(0, Map.of("CUDA_CACHE_PATH", "/scratch", "HOME", "/home/ada")));
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
        String options = line(2, with(variable, "HOME", "/home/ada"));
        assertEquals(taken, options.contains(" -XX:+UseG1GC "), options);
    }

    private static Map<String, String> with(String variable, String name, String value) {
        String[] sides = variable.split("=", 2);
        return sides.length == 2 ? Map.of(sides[0], sides[1], name, value) : Map.of(name, value);
    }

    private String line(int index, Map<String, String> environment) throws IOException, InterruptedException {
        return run(environment).lines().skip(index).findFirst().orElseThrow();
    }

    private String run(Map<String, String> environment) throws IOException, InterruptedException {
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
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private void writeProgram(String name, String text) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, text);
        assertTrue(program.toFile().setExecutable(true));
    }
}
