package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.io.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneSearchTest extends ProgramFixture {
    private List<String> command(String name, String... more) {
        Stream<String> common = Stream.of(
                "tune",
                "search",
                "--data",
                path("data"),
                "--backend",
                "cpu",
                "--set",
                "layers=16,8,3",
                "--set",
                "epochs=40",
                "--out",
                path(name));
        return Stream.concat(common, Stream.of(more)).toList();
    }

    private int search(String name, String... more) {
        return run(command(name, more).toArray(String[]::new));
    }

    @Test
    void searchWhereAnotherRuns_isRefusedAndWritesNothing() throws IOException {
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)", "--trials", "2"), err);
        String journal = Files.readString(folder.resolve("s/journal.jsonl"));
        try (FolderLock other = FolderLock.take(folder.resolve("s"))) {
            assertEquals(1, search("s", "--space", "eta=log(0.01,1)", "--trials", "4"), out);
            assertTrue(
                    err.startsWith("minibatch: " + path("s") + ": in use by another minibatch (process ")
                            && err.lines().count() == 1,
                    err);
            assertEquals(1, run("tune", "eta", "--data", path("data"), "--backend", "cpu", "--out", path("s")), out);
            assertTrue(err.contains("in use by another minibatch"), err);
        }
        assertEquals(journal, Files.readString(folder.resolve("s/journal.jsonl")));
        assertEquals(2, namesIn(folder.resolve("s/trials")).size());
    }

    @Test
    void temporaryFilesOfAKilledProcess_areRemoved() throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("s/trials/0a.checkpoints"));
        Files.writeString(checkpoints.resolve(".epoch-000001.json.1.tmp"), "half");
        Files.writeString(folder.resolve("s/trials/.0b.json.2.tmp"), "half");
        Files.writeString(folder.resolve("s/.search.png.3.tmp"), "half");
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)", "--trials", "2"), err);
        try (Stream<Path> files = Files.walk(folder.resolve("s"))) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().endsWith(".tmp")).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"bayesian", "tpe", "random", "grid"})
    void search_findsWhatLearns_andSaysHowToTrainWithIt(String sampler) throws IOException {
        String[] flags = {"--space", "eta=log(0.00001,1) batch=[1,10]", "--trials", "8", "--sampler", sampler};
        assertEquals(0, search("s", flags), err);
        assertEquals(
                List.of(
                        "importance.png",
                        "index.html",
                        "journal.jsonl",
                        "parallel.png",
                        "search.json",
                        "search.png",
                        "slice-batch.png",
                        "slice-eta.png",
                        "trials"),
                namesIn(folder.resolve("s")));
        assertEquals(9, Files.readAllLines(folder.resolve("s/journal.jsonl")).size());
        assertTrue(out.contains("\n100.00 %  trial "), out);
        assertTrue(out.contains("Train with it: minibatch train --batch="), out);
        assertEquals(0, search("s", flags), err);
        assertTrue(out.startsWith("8 trials are in the journal already"), out);
        assertFalse(out.contains("trial 1 of 8"), out);
    }

    @Test
    void journalOfOtherData_isRefused_butSpacesDoNotMatter() {
        String[] flags = {"--space", "eta=log(0.01,1) batch=[5,10]", "--trials", "2"};
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)  batch=[5,10] ", "--trials", "2"), err);
        assertEquals(0, search("s", flags), err);
        writeImages("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 90);
        assertEquals(2, search("s", flags), err);
        assertTrue(
                err.contains("journal.jsonl is of another search, 'bayesian none eta=log(0.01,1) batch=[5,10] seed=1"),
                err);
    }

    @Test
    void moreTrials_goOnWithTheSearch() throws IOException {
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)", "--trials", "4"), err);
        List<String> four = Files.readAllLines(folder.resolve("s/journal.jsonl"));
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)", "--trials", "7"), err);
        List<String> seven = Files.readAllLines(folder.resolve("s/journal.jsonl"));
        assertEquals(four, seven.subList(0, 5));
        assertEquals(8, seven.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|--space eta=log(0,1)|eta: a logarithmic range must begin above 0, not at 0.0",
                "2|--space eta=log(1,2) --trials 0|--trials must be at least 1, not 0",
                "2|--space eta=log(1,2) --sampler best|--sampler must be bayesian, tpe, random or grid, not 'best'",
                "2|--space eta=log(1,2) --sampler grid --trials 1|--trials 1: a grid with two values of each "
                        + "hyper-parameter has 2; ",
                "2|--space eta=log(1,2) --set epochs=2 --halving asha|--halving asha: trials must have at least "
                        + "3 epochs, "
                        + "not 2; set more by --set epochs=N",
                "2|--space eta=log(1,2) --set monitor=none|--set monitor=none: must include "
                        + "evaluation-accuracy, by which "
                        + "trials are compared",
                "1|--space dropout=real(2,4)|dropout 3: --dropout must be from 0 to less than 1, not 3.0",
                "2|--space etta=log(1,4)|--space: etta is no setting; did you mean eta?",
                "2|--space eta=log(1,4) --set foo=1|--set: foo is no setting",
                "2|--space eta=log(1,4) --set eta=1|--space: eta is both searched and set for all trials; leave one",
                "2|--space seed=int(1,9)|--space: seed cannot be searched",
                "2|--space batch=real(1,9)|--space: batch takes whole numbers: use int(LOW,HIGH) or [A,B,...]",
                "2|--space activations=[relu,rely]|--space: activations rely: use identity or sigmoid or ",
                "1|--space eta=log(1,4) --set momentum=2|eta 2: --momentum must be from 0 to less than 1, not 2.0; ",
            })
    void whatIsWrong_isNamedInOneLineAndLeavesNothing(int code, String flags, String message) {
        assertEquals(code, search("s", flags.split(" ")), err);
        assertTrue(err.lines().anyMatch(line -> line.startsWith("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("s")), err);
    }

    @Test
    void onlyFailedTrials_endTheSearchWithTheirReasons() {
        String[] flags = {"--space", "eta=log(1e37,1e38)", "--trials", "2", "--set", "epochs=2"};
        for (int run = 0; run < 2; run++) {
            assertEquals(1, search("s", flags), out);
            assertTrue(
                    err.endsWith("minibatch: --space: no trial of 2 ended with an accuracy: diverged (2); give other "
                            + "ranges\n"),
                    err);
            assertFalse(out.contains(", best "), out);
            assertTrue(Files.exists(folder.resolve("s/index.html")));
        }
    }

    @Test
    void valueThatASettingDoesNotAllow_failsItsTrialAlone() throws IOException {
        String[] flags = {"--space", "dropout=real(0,1.9)", "--trials", "8", "--sampler", "random"};
        assertEquals(0, search("s", flags), err);
        List<String> refused = Files.readAllLines(folder.resolve("s/journal.jsonl")).stream()
                .filter(line -> line.contains("\"end\":\"--dropout must be from 0 to less than 1, not 1."))
                .toList();
        assertFalse(refused.isEmpty());
        assertTrue(out.contains(": --dropout must be from 0 to less than 1, not 1."), out);
        assertTrue(out.contains("Train with it: minibatch train --dropout=0."), out);
        assertEquals(9, Files.readAllLines(folder.resolve("s/journal.jsonl")).size());
        assertEquals(0, search("s", flags), err);
        assertFalse(out.contains("trial 1 of 8"), out);
    }

    @Test
    void halving_saysAtWhichEpochsItCompares() throws IOException {
        assertEquals(0, search("s", "--space", "eta=log(0.01,1)", "--trials", "4", "--halving", "asha"), err);
        assertTrue(out.startsWith("Trials are compared after 1, 4 and 13 of 40 epochs; "), out);
        assertTrue(Files.readString(folder.resolve("s/index.html"))
                .contains(" Trials were compared after 1, 4 and 13 of 40 epochs."));
    }
}
