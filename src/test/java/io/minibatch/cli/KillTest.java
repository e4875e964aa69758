package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.report.EventFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commands in processes of their own that are stopped at random moments and given again until they end: their files
 * equal those of a command that nothing stopped, bit for bit and times aside, and nothing else is left; event files
 * show the same.
 *
 * <p>{@code -Dkills=N} sets the number of kills of each kind of work. Every third is a SIGTERM, as {@code docker stop}
 * and Ctrl-C send one; the others are a {@code kill -9}.
 */
class KillTest extends ProgramFixture {
    private static final int KILLS = Integer.getInteger("kills", 3);

    /** Trials of several seconds and of one, with checkpoints between. */
    private static final String EXPERIMENT = """
            {
              "title": "Small networks", "chapter": "none", "claim": "Momentum decides.", "seeds": 2,
              "common": {"layers": [16, 8, 3], "batch": 5, "eta": 0.1, "epochs": 60},
              "runs": [{"label": "momentum {momentum}", "vary": [{"momentum": 0}, {"momentum": 0.5}, {"momentum": 0.9}]}],
              "table": ["evaluation-accuracy@best", "training-cost@last"],
              "checks": [{
                "says": "momentum learns", "measure": "evaluation-accuracy@best", "run": "momentum 0.9", "at-least": 0.9
              }]
            }
            """;

    /** A command, how to resume it, and the files to compare. */
    enum Work {
        /** Momentum, dropout, both penalties and early stopping; stopped from its start on. */
        TRAIN(
                "train --layers 16,8,3 --optimizer nesterov --eta 0.05 --dropout 0.3 --l1 0.01 --max-norm 3"
                        + " --schedule halve:20 --early-stop 200 --epochs 150",
                "model.json",
                "history.csv"),
        /** The state of Adam, variants of the images, and event files of TensorBoard. */
        TRAIN_ADAM(
                "train --layers 16,8,3 --optimizer adam --eta 0.003 --augment simard-affine --epochs 100 --tensorboard",
                "model.json",
                "history.csv"),
        /** Averaged weights and a schedule that changes within epochs, measured several times in each. */
        TRAIN_AVERAGE(
                "train --layers 16,8,3 --momentum 0.5 --batch 1 --schedule one-cycle --average ema:0.99 --clip-norm 1"
                        + " --monitor-every 50 --epochs 40",
                "model.json",
                "history.csv"),
        /** A run that ended is resumed with more epochs. */
        RESUME("train --layers 16,8,3 --momentum 0.5 --epochs 90", "model.json", "history.csv"),
        /** Networks that differ by their seeds, which end at different moments. */
        MEMBERS(
                "train --layers 16,8,3 --seeds 3 --momentum 0.5 --dropout 0.2 --epochs 80",
                "1/model.json",
                "1/history.csv",
                "2/model.json",
                "2/history.csv",
                "3/model.json",
                "3/history.csv",
                "committee.json"),
        EXPAND(
                "data expand --augment simard-affine --copies 800",
                "train-images-idx3-ubyte.gz",
                "train-labels-idx1-ubyte.gz",
                "validation-images-idx3-ubyte.gz",
                "validation-labels-idx1-ubyte.gz",
                "t10k-images-idx3-ubyte.gz",
                "t10k-labels-idx1-ubyte.gz"),
        EXPERIMENT("experiment EXPERIMENT", "experiment/results.csv", "experiment/results.json"),
        SEARCH(
                "tune search --space eta=log(0.001,10)^lambda=log(0.01,10) --trials 24 --sampler random"
                        + " --set layers=16,8,3 --set epochs=40",
                "journal.jsonl");

        private final String arguments;
        private final List<String> files;

        Work(String arguments, String... files) {
            this.arguments = arguments;
            this.files = List.of(files);
        }
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void stoppedAtAnyMoment_endsInTheSameFiles(Work work) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("experiment.json"), EXPERIMENT);
        prepare(work, "whole");
        long start = System.nanoTime();
        assertTrue(isDone(work, "whole", Integer.MAX_VALUE, false));
        int span = (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        SortedMap<String, String> whole = results(work, "whole");

        long seed = System.nanoTime();
        Random moments = new Random(seed);
        int kills = 0;
        int runs = 0;
        for (; kills < KILLS; runs++) {
            String name = "killed" + runs;
            prepare(work, name);
            int before = kills;
            while (kills < KILLS && !isDone(work, name, moments.nextInt(span), kills % 3 == 2)) {
                kills++;
            }
            assertTrue(isDone(work, name, Integer.MAX_VALUE, false));
            String told = "seed " + seed + ", run " + runs + " stopped " + (kills - before) + " times";
            assertSame(whole, results(work, name), told);
            assertEquals(namesUnder("whole"), namesUnder(name), told);
        }
        List<String> others =
                namesIn(folder).stream().filter(name -> name.startsWith(".")).toList();
        assertEquals(List.of(), others, "beside the folders");
        System.out.println(work + ": " + kills + " kills in " + runs + " runs, the same files");
    }

    /** Trains what is to be resumed. */
    private void prepare(Work work, String name) throws IOException, InterruptedException {
        if (work == Work.RESUME) {
            assertEquals(0, train(name, work.arguments.replace("train ", "").split(" ")), err);
        }
    }

    /** Gives the command, or resumes its run, and returns whether it ended before the moment came. */
    private boolean isDone(Work work, String name, int milliseconds, boolean gently)
            throws IOException, InterruptedException {
        boolean trains = work.arguments.startsWith("train");
        List<String> command = new ArrayList<>();
        String record = work == Work.MEMBERS ? "members.json" : "run.json";
        if (trains && Files.exists(folder.resolve(name).resolve(record))) {
            command.addAll(List.of("train", "--resume", path(name)));
            if (work == Work.RESUME) {
                command.addAll(List.of("--epochs", "180"));
            }
        } else {
            Stream.of(work.arguments.split(" "))
                    .map(argument -> argument.replace("EXPERIMENT", path("experiment.json"))
                            .replace('^', ' '))
                    .forEach(command::add);
            command.addAll(List.of("--data", path("data"), "--out", path(name), "--backend", "cpu"));
        }
        return endsWithin(milliseconds, gently, command);
    }

    /**
     * Returns the files that decide, without what differs between any two runs: times, and the order in which trials
     * end.
     */
    private SortedMap<String, String> results(Work work, String name) throws IOException {
        SortedMap<String, String> results = new TreeMap<>();
        for (String file : work.files) {
            byte[] bytes = Files.readAllBytes(folder.resolve(name).resolve(file));
            results.put(file, comparable(file, bytes));
        }
        if (!Boolean.getBoolean("spark")) { // whose protobuf is too new for EventFile
            NavigableMap<String, NavigableMap<Long, Float>> shown = EventFile.shown(folder.resolve(name));
            shown.remove("speed/examples_per_second");
            results.put("event files", shown.toString());
        }
        return results;
    }

    /** As {@code assertEquals}, which would print both files. */
    private static void assertSame(SortedMap<String, String> expected, SortedMap<String, String> actual, String told) {
        expected.forEach((file, text) -> {
            String other = String.valueOf(actual.get(file));
            int same = Arrays.mismatch(text.toCharArray(), other.toCharArray());
            if (same >= 0) {
                assertEquals(around(text, same), around(other, same), file + " at " + same + ", " + told);
            }
        });
    }

    private static String around(String text, int position) {
        return text.substring(Math.max(0, position - 60), Math.min(text.length(), position + 60));
    }

    private static String comparable(String file, byte[] bytes) {
        if (file.endsWith(".gz")) {
            return UUID.nameUUIDFromBytes(bytes).toString();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return switch (file) {
            case "history.csv", "1/history.csv", "2/history.csv", "3/history.csv" ->
                text.replaceAll("(?m)(,[^,]*){2}$", "");
            case "journal.jsonl" ->
                text.replaceAll("\"seconds\":[^,]*,", "").lines().sorted().collect(Collectors.joining("\n"));
            case "experiment/results.csv" -> withoutSeconds(text);
            case "experiment/results.json" ->
                text.replaceAll("\"(seconds|examples-per-second)\":(\\[[^]]*]|[^,}]*)", "")
                        .replaceAll("\"Trained\":\"[^\"]*\"", "");
            default -> text;
        };
    }

    private List<String> namesUnder(String name) throws IOException {
        Path top = folder.resolve(name);
        try (Stream<Path> files = Files.walk(top)) {
            return files.map(file -> top.relativize(file).toString())
                    .filter(file -> !file.contains("tfevents"))
                    .sorted()
                    .toList();
        }
    }
}
