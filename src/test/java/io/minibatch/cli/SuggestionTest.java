package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that the program suggests run as they are, with all that they need, whatever the names of the files. */
class SuggestionTest extends ProgramFixture {
    private Path place = Path.of("");

    @BeforeEach
    void moveDataToAnAwkwardPlace() throws IOException {
        place = Files.createDirectories(folder.resolve("it's \"größe\" & $HOME"));
        Files.move(folder.resolve("data"), place.resolve("the data"));
    }

    private String in(String name) {
        return place.resolve(name).toString();
    }

    /** Carries out the command in a line that was printed, read by a shell, with more arguments after it. */
    private int paste(String printed, String start, String... more) throws IOException {
        String line = printed.lines()
                .filter(each -> each.startsWith(start))
                .map(each -> each.substring(start.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
        Process shell = new ProcessBuilder("sh", "-c", "minibatch() { printf '%s\\n' \"$@\"; }; " + line).start();
        List<String> arguments =
                new ArrayList<>(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList());
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"search --space=eta=log(0.1,1) --trials=2 --set=epochs=2", "guided --set=shifts=true"})
    void tune_suggestsATrainingOnTheSameDataAndBackend(String way) throws IOException {
        List<String> command = new ArrayList<>(List.of("tune"));
        command.addAll(List.of(way.split(" ")));
        command.addAll(List.of(
                "--data", in("the data"), "--backend", "cpu", "--gemm", "ejml", "--fused", "off", "--out", in("tune")));
        assertEquals(0, run(command.toArray(String[]::new)), err);
        assertEquals(0, paste(out, "Train with it: ", "--out", in("trained")), err);
        String record = Files.readString(place.resolve("trained/run.json"));
        assertTrue(record.contains("the data"), record);
        for (String option : List.of("--gemm=ejml", "--fused=off", "--backend=cpu")) {
            assertTrue(record.contains("\"" + option + "\""), record);
        }
    }

    /** Stopped before its first checkpoint, it starts again and ends as a run that was never stopped. */
    @Test
    void train_stopped_suggestsItsResumption() throws IOException, InterruptedException {
        List<String> flags = List.of("--data", in("the data"), "--backend", "cpu", "--epochs");
        List<String> whole = new ArrayList<>(List.of("train", "--out", in("whole")));
        whole.addAll(flags);
        whole.add("3");
        assertEquals(0, run(whole.toArray(String[]::new)), err);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Minibatch.class.getName(),
                "train",
                "--out",
                in("stopped run"),
                "--checkpoint-every",
                "1000000"));
        command.addAll(flags);
        command.add("1000000");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(place.resolve("stopped run/history.csv")) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        process.destroy();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String log = Files.readString(folder.resolve("log"));
        assertEquals(0, paste(log, "Resume with: ", "--epochs", "3"), err);
        assertArrayEquals(
                Files.readAllBytes(place.resolve("whole/model.json")),
                Files.readAllBytes(place.resolve("stopped run/model.json")));
    }
}
