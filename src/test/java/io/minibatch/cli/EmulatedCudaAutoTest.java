package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --backend auto} where the CPU and the emulated driver can be used; the latter is far slower. */
class EmulatedCudaAutoTest {
    private static final String TAKEN = "Backend: cpu, \\d+ threads?, [^:]*: [\\d.]+ [mµ]s a step, cuda [\\d.]+ m?s ";

    @TempDir
    private Path folder;

    @Test
    void train_takesTheFasterCpuAndSaysWhy_thenRemembers_andResumesOnIt() throws IOException, InterruptedException {
        String first = train("first");
        assertSays(first, TAKEN + "\\(measured now\\)");
        assertSays(first, "Training steps: (fused|single operations)");
        String record = Files.readString(folder.resolve("first/run.json"));
        assertTrue(record.contains("\"backend\": \"auto\""), record);
        assertTrue(record.contains("\"backend\": \"cpu\""), record);
        assertTrue(record.contains("\"backend-choice\": \"cpu ("), record);

        assertSays(train("second"), TAKEN + "\\(remembered\\)");
        assertSays(train("single", "--fused", "off"), TAKEN + "\\(measured now\\)");
        train("asked", "--backend", "cpu");
        assertArrayEquals(model("asked"), model("first"), "the trial must not touch the training");
        assertArrayEquals(model("asked"), model("second"));

        assertSays(
                run("train", "--resume", path("first"), "--epochs", "2"),
                "Backend: cpu, .*, on which the run was started");
    }

    @Test
    void train_resumedRunOfCuda_staysOnCuda() throws IOException, InterruptedException {
        train("run", "--backend", "cuda");
        Path record = folder.resolve("run/run.json");
        Files.writeString(record, Files.readString(record).replace("\"--backend=cuda\"", "\"--backend=auto\""));
        String log = run("train", "--resume", path("run"), "--epochs", "2");
        assertSays(log, "Backend: cuda, emulated driver.*, on which the run was started");
        assertFalse(log.contains(" a step"), log);
    }

    @Test
    void tuneSearch_dividesTheTimeOfTheGpuByTrialsThatRunTogetherOnly() throws IOException, InterruptedException {
        assertSays(search("together", "eta=log(0.1,1)"), "Backend: .*\\(2 at once\\).*");
        String apart = search("apart", "eta=log(0.1,1) batch=[5,10]");
        assertSays(apart, "Backend: [^;]* a step, [^;]*");
        assertFalse(apart.contains("at once"), apart);
    }

    private String search(String name, String space) throws IOException, InterruptedException {
        return run(Stream.of(
                        Stream.of("tune", "search", "--offline", "--set", "train-size=200", "--set", "epochs=1"),
                        Stream.of("--threads", "1", "--sampler", "random", "--trials", "2", "--space", space),
                        Stream.of("--out", path(name)))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    @Test
    void evaluate_takesTheCpu_withoutMeasuring() throws IOException, InterruptedException {
        train("run", "--backend", "cpu");
        String log = run("evaluate", path("run/model.json"), "--offline");
        assertSays(log, "Backend: cpu, .*");
        assertFalse(log.contains(" a step"), log);
        assertFalse(Files.exists(folder.resolve("cache/minibatch/backends")), log);
    }

    @Test
    void doctor_saysWhereTheTimesAreRemembered() throws IOException, InterruptedException {
        Path times = Files.createDirectories(folder.resolve("cache/minibatch/backends"));
        assertSays(run("doctor"), "auto +remembers in " + times + " how long a step takes on each backend; .*");
    }

    private byte[] model(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("model.json"));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String train(String name, String... flags) throws IOException, InterruptedException {
        return run(Stream.of(
                        Stream.of("train", "--offline", "--train-size", "200", "--validation-size", "100"),
                        Stream.of("--epochs", "1", "--out", path(name)),
                        Stream.of(flags))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        // In the class path lies the logging of tests, which leaves these lines out.
        Path logging = Files.writeString(folder.resolve("logging.xml"), """
                <configuration>
                  <appender name="LINES" class="io.minibatch.cli.ErrorLines"/>
                  <logger name="io.minibatch" level="INFO"/>
                  <root level="WARN"><appender-ref ref="LINES"/></root>
                </configuration>
                """);
        Map<String, String> environment =
                Map.of("XDG_CACHE_HOME", path("cache"), "JAVA_TOOL_OPTIONS", "-Dlogback.configurationFile=" + logging);
        return ProgramProcess.runIn(environment, folder, EmulatedCuda.build("libcublas.so.12"), 0, arguments);
    }

    private static void assertSays(String log, String pattern) {
        assertEquals(1, log.lines().filter(line -> line.matches(pattern)).count(), () -> pattern + "\n" + log);
    }
}
