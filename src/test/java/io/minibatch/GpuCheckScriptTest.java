package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code native-notes/gpu-check/run.sh} with stages that hang, fail and print figures. */
class GpuCheckScriptTest {
    private static final Path SCRIPT = Path.of("native-notes", "gpu-check", "run.sh");

    /** A stage that ignores SIGTERM together with a grandchild that would outlive it. */
    private static final String HANGS = "stage 1 hangs bash -c 'trap \"\" TERM; (trap \"\" TERM; sleep 97.31) & "
            + "echo before it hung; echo $! >\"$work/../grandchild\"; wait; sleep 97.31'";

    @TempDir
    private Path folder;

    private Path report = Path.of("");

    @BeforeEach
    void needsBash() {
        assumeTrue(
                Stream.of("/bin/bash", "/usr/bin/bash").map(Path::of).anyMatch(Files::isExecutable),
                "run.sh needs bash");
        report = folder.resolve("report");
    }

    @Test
    void stages_oneHangsAndOneFails_theOthersAreReportedInOrder() throws Exception {
        int code = run(
                60,
                "stage 5 first echo all is well",
                "export work",
                HANGS,
                "stage 5 leaves bash -c 'sleep 96.31 & echo $! >\"$work/../left\"'",
                "stage 5 fails bash -c 'echo why >&2; exit 3'",
                "stage 5 absent bash -c 'echo no such tool >&2; exit 77'",
                "stage 5 last bash -c 'echo \"| a | table |\"; echo {\\\"kind\\\":\\\"step\\\"}'");

        assertEquals(1, code);
        assertEquals(List.of("logs.tar.gz", "report.md"), files());
        List<String> lines = Files.readAllLines(report.resolve("report.md"));
        assertInOrder(
                lines,
                "## first",
                "all is well",
                "PASS  first",
                "before it hung",
                "FAIL  hangs",
                "PASS  leaves",
                "why",
                "FAIL  fails",
                "NOT RUN  absent",
                "| a | table |",
                "PASS  last",
                "2 of 6 stages failed",
                "{\"kind\":\"step\"}");
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("NOT RUN  absent") && line.endsWith("no such tool")));
        assertFalse(staysAlive(folder.resolve("tmp/grandchild")), "a grandchild that hangs must be killed");
        assertFalse(staysAlive(folder.resolve("tmp/left")), "what a stage leaves running must be killed");
        assertEquals(List.of("grandchild", "left"), names(folder.resolve("tmp")));
    }

    @Test
    void deadline_passed_stopsTheStageAndRunsNoOther() throws Exception {
        long start = System.nanoTime();
        int code = run(10, "stage 50 first sleep 50", "stage 50 second echo it ran");

        assertEquals(1, code);
        assertTrue(System.nanoTime() - start < 40e9, "a stage of 50 s must end by the deadline of 10 s");
        assertEquals(List.of("logs.tar.gz", "report.md"), files());
        List<String> lines = Files.readAllLines(report.resolve("report.md"));
        assertInOrder(lines, "FAIL  first", "## second", "NOT RUN  second  0 s: no time left", "1 of 2 stages failed");
        assertFalse(lines.contains("it ran"));
    }

    @Test
    void everythingPasses_endsWithZero() throws Exception {
        assertEquals(0, run(60, "stage 5 first echo '{\"kind\":\"step\"}'"));
        assertEquals(List.of("logs.tar.gz", "report.md"), files());
    }

    @Test
    void terminated_leavesWhatWasFound() throws Exception {
        Process process = start(
                60,
                Map.of(),
                "sleep 95.31 & sampler=$!",
                "echo $sampler >\"$work/../sampler\"",
                "stage 5 first echo all is well",
                "stage 50 second bash -c 'echo half; sleep 50'");
        while (!Files.exists(report.resolve("report.md"))
                || !Files.readString(report.resolve("report.md")).contains("## second")) {
            assertTrue(process.isAlive(), "it ended before it was terminated");
            Thread.sleep(50);
        }
        Thread.sleep(500);
        process.destroy();

        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(143, process.exitValue());
        assertEquals(List.of("logs.tar.gz", "report.md"), files());
        assertInOrder(
                Files.readAllLines(report.resolve("report.md")),
                "PASS  first",
                "half",
                "FAIL  second",
                "1 of 2 stages failed",
                "## Figures");
        assertFalse(staysAlive(folder.resolve("tmp/sampler")), "what samples the clocks must be killed");
    }

    @Test
    void only_runsTheNamedStages() throws Exception {
        Process process = start(
                60,
                Map.of("MINIBATCH_CHECK_ONLY", "second third"),
                "stage 5 first echo one",
                "stage 5 second echo two");
        assertEquals(0, process.waitFor());
        String text = Files.readString(report.resolve("report.md"));
        assertTrue(text.contains("PASS  second") && !text.contains("first"), text);
    }

    @Test
    void deadline_isNoNumber_isRefusedInOneLine() throws Exception {
        Process process = start(60, Map.of("MINIBATCH_CHECK_SECONDS", "soon"), "stage 5 first echo one");
        assertEquals(2, process.waitFor());
        assertEquals(
                List.of("run.sh: MINIBATCH_CHECK_SECONDS=soon: must be a whole number of seconds"),
                Files.readAllLines(folder.resolve("printed")));
    }

    private int run(int seconds, String... stages) throws Exception {
        return start(seconds, Map.of(), stages).waitFor();
    }

    private Process start(int seconds, Map<String, String> environment, String... stages) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.createDirectories(folder.resolve("tmp"));
        Path script = bundle.resolve("run.sh");
        Files.copy(SCRIPT, script);
        Files.write(bundle.resolve("stages.sh"), List.of(stages));
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), report.toString());
        builder.environment().put("MINIBATCH_CHECK_SECONDS", String.valueOf(seconds));
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private List<String> files() throws IOException {
        return names(report);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Waits a while, as a process that was killed is there until its parent asks for it. */
    private static boolean staysAlive(Path pid) throws Exception {
        long number = Long.parseLong(Files.readString(pid).trim());
        for (int i = 0; i < 200; i++) {
            if (ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty()) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }

    /** Each must be the start of a line after that of the one before. */
    private static void assertInOrder(List<String> lines, String... starts) {
        List<String> missing = new ArrayList<>(List.of(starts));
        for (String line : lines) {
            if (!missing.isEmpty() && line.startsWith(missing.get(0))) {
                missing.remove(0);
            }
        }
        assertEquals(List.of(), missing, () -> String.join("\n", lines));
    }
}
