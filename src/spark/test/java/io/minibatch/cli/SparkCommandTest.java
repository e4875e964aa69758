package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.VectorModule;
import io.minibatch.spark.Executors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program with its work on a cluster. */
class SparkCommandTest extends ProgramFixture {
    private static final String LOCAL = "local[2]";

    private int search(String name, String... more) {
        Stream<String> common = Stream.of(
                "tune",
                "search",
                "--data",
                path("data"),
                "--space",
                "eta=log(0.001,2) lambda=log(0.01,10)",
                "--trials",
                "8",
                "--set",
                "layers=16,8,3",
                "--out",
                path(name));
        return run(Stream.concat(common, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void search_onSpark_findsWhatTheLocalRunFinds() throws IOException {
        assertEquals(0, search("here", "--backend", "cpu", "--set", "epochs=20"), err);
        String best = best();
        assertEquals(0, search("there", "--on", LOCAL, "--set", "epochs=20"), err);
        assertEquals(best, best());
        assertEquals(journal("here"), journal("there"));
        assertEquals(outcomes("here").keySet(), outcomes("there").keySet());
    }

    @Test
    void outcomes_ofSparkAndOfThisMachine_areInterchangeable() throws IOException {
        assertEquals(0, search("s", "--on", LOCAL, "--set", "epochs=20"), err);
        Map<String, String> outcomes = outcomes("s");
        assertEquals(8, outcomes.size());
        List<String> journal = journal("s");
        Files.delete(folder.resolve("s/journal.jsonl"));
        assertEquals(0, search("s", "--backend", "cpu", "--set", "epochs=20"), err);
        assertEquals(journal, journal("s"));
        assertEquals(outcomes, outcomes("s"));
    }

    @Test
    void executorKilledInTheMiddle_costsNoTrial() throws Exception {
        String[] flags = {"--set", "epochs=2000", "--sampler", "random"};
        assertEquals(0, search("here", flags), err);
        String best = best();
        Path trials = folder.resolve("there/trials");
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
            while (!Files.isDirectory(trials) || outcomes("there").size() < 2) {
                pause(20);
            }
            // Into the middle of the next two.
            pause(300);
            Executors.killOne();
        });
        try (AutoCloseable classes = Executors.withClassesOfThisProcess()) {
            assertEquals(0, search("there", "--on", Executors.CLUSTER, flags[0], flags[1], flags[2], flags[3]), err);
        }
        killed.get(1, TimeUnit.SECONDS);
        assertEquals(best, best());
        assertEquals(journal("here"), journal("there"));
    }

    @Test
    void train_onSpark_leavesTheFolderOfARun() throws IOException {
        assertEquals(0, run(trainCommand("run", "--epochs", "20").toArray(String[]::new)), err);
        assertEquals(
                List.of("checkpoints", "curves.png", "history.csv", "last.json", "model.json", "run.json"),
                namesIn(folder.resolve("run")));
        assertTrue(out.contains("\n20/20 "), out);
        assertTrue(out.contains("validation accuracy 100.00 %"), out);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("Spark 4."), record);
        assertTrue(record.contains("\"shards\": \"2\""), record);

        assertEquals(0, run(trainCommand("again", "--epochs", "20").toArray(String[]::new)), err);
        assertEquals(
                Files.readString(folder.resolve("run/last.json")), Files.readString(folder.resolve("again/last.json")));

        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "30"), err);
        assertEquals(0, run(trainCommand("whole", "--epochs", "30").toArray(String[]::new)), err);
        assertEquals(
                Files.readString(folder.resolve("whole/last.json")), Files.readString(folder.resolve("run/last.json")));
    }

    private List<String> trainCommand(String name, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "train",
                "--data",
                path("data"),
                "--layers",
                "16,8,3",
                "--on",
                LOCAL,
                "--dropout",
                "0.1",
                "--out",
                path(name)));
        command.addAll(List.of(more));
        return command;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|--on mesos://host:1|--on mesos://host:1: use spark://HOST:PORT, or local[N] for N threads here",
                "2|--on local[2] --optimizer lbfgs|--on cannot be combined with an optimizer that works on all "
                        + "training examples at once; leave --on out",
                "2|--on local[2] --batch 5|--batch must be a multiple of the 2 shards, not 5",
                "2|--on local[2] --shards 3|--batch must be a multiple of the 3 shards, not 10",
                "2|--on local[2] --backend cuda|--on computes on CPUs; leave --backend cuda out",
                "2|--shards 2|--shards needs --on, which names the cluster",
                "1|--on spark://127.0.0.1:1|spark://127.0.0.1:1: no master of a Spark cluster answers there: "
                        + "Connection refused",
            })
    void whatIsWrong_isNamedInOneLineAndLeavesNothing(int code, String flags, String message) {
        String[] command =
                ("train --data " + path("data") + " --layers 16,8,3 --out " + path("w") + " " + flags).split(" ");
        assertEquals(code, run(command), err);
        assertTrue(err.lines().anyMatch(line -> line.equals("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("w")), err);
    }

    @Test
    void toldToStop_endsInOrderWithTheModelSaved() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Path options = Path.of(System.getenv("SPARK_HOME"), "java-options");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                VectorModule.OPTION,
                "@" + options,
                "-cp",
                System.getProperty("java.class.path"),
                Minibatch.class.getName()));
        command.addAll(trainCommand("stopped", "--epochs", "100000"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (process.isAlive() && !Files.readString(log).contains("25/100000 ")) {
            Thread.sleep(20);
        }
        process.destroy();
        process.waitFor();
        List<String> said = Files.readAllLines(log);
        assertTrue(said.contains("Stopped as asked."), said.toString());
        assertEquals("Resume with: minibatch train --resume " + path("stopped"), said.get(said.size() - 1));
        assertTrue(Files.exists(folder.resolve("stopped/model.json")));
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Returns the settings of the best trial, which do not depend on where it was trained. */
    private String best() {
        return out.lines()
                .filter(line -> line.startsWith("Train with it: "))
                .map(line -> line.replace(" --backend=cpu", ""))
                .findFirst()
                .orElseThrow();
    }

    /** The journal without the times. */
    private List<String> journal(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("journal.jsonl")).stream()
                .map(line -> line.replaceAll("\"seconds\":[^,]*,", ""))
                .sorted()
                .toList();
    }

    /** The files of the trials that have ended. */
    private Map<String, String> outcomes(String name) {
        Map<String, String> outcomes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(name).resolve("trials"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                outcomes.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return outcomes;
    }
}
