package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneCommandTest extends ProgramFixture {
    private int tune(String way, String... flags) {
        Stream<String> common = Stream.of(
                "tune", way, "--data", path("data"), "--backend", "cpu", "--set", "layers=16,8,3", "--out", path("t"));
        return run(Stream.concat(common, Arrays.stream(flags)).toArray(String[]::new));
    }

    @Test
    void eta_isSuggested_andRememberedFromBefore() {
        assertEquals(0, tune("eta", "--set", "epochs=20"), err);
        String first = out;
        assertTrue(first.startsWith("eta 0.01: the training cost goes from "), first);
        assertTrue(first.contains("\nSuggested eta "), first);
        assertEquals(0, tune("eta", "--set", "epochs=20"), err);
        assertEquals(first, out);
    }

    @Test
    void lambda_isSuggested() {
        assertEquals(0, tune("lambda", "--set", "eta=1"), err);
        assertTrue(out.startsWith("lambda 0: "), out);
        assertTrue(out.contains("\nSuggested lambda "), out);
    }

    @Test
    void batch_isSuggested_andDrawn() {
        assertEquals(0, tune("batch", "--to", "0.9", "--set", "eta=1"), err);
        assertTrue(out.contains("\nSuggested mini-batch size "), out);
        assertTrue(Files.exists(folder.resolve("t/batch.png")));
    }

    @Test
    void batch_toMoreThanAll_isRefused() {
        assertEquals(2, tune("batch", "--to", "96"), err);
        assertTrue(err.startsWith("minibatch: --to must be an accuracy above 0 and up to 1, as 0.96, not 96.0"), err);
    }

    @Test
    void batch_thatCannotReachTheAccuracy_saysSo() {
        assertEquals(0, tune("batch", "--to", "0.999", "--set", "eta=0.00001"), err);
        assertTrue(out.contains("No suggestion for the mini-batch size: none came to 99.90 % in 20 epochs"), out);
    }

    @Test
    void guided_goesFromAHopelessStartToATrainedNetwork() throws IOException {
        assertEquals(0, tune("guided", "--set", "eta=100", "--set", "lambda=1000", "--set", "any-momentum=true"), err);
        assertTrue(
                out.startsWith(
                        "Starting settings: --any-momentum --batch 10 --eta 100 --lambda 1000 --layers " + "16,8,3\n"),
                out);
        assertTrue(out.contains("model.json: validation accuracy 100.00 %, test accuracy 100.00 %\n"), out);
        String report = Files.readString(folder.resolve("t/README.md"));
        assertTrue(report.contains("\n## Round 1: eta\n"), report);
        assertTrue(report.contains("\nminibatch train --any-momentum --batch="), report);
        assertEquals(0, run("evaluate", path("t/runs/1"), "--data", path("data")), err);

        assertEquals(0, tune("guided", "--set", "eta=100", "--set", "lambda=1000", "--set", "any-momentum=true"), err);
        assertEquals(report, Files.readString(folder.resolve("t/README.md")));
        assertFalse(Files.exists(folder.resolve("t/runs/2")), "the run is not trained again");
    }

    @Test
    void trainWithAuto_trainsWithWhatItFound_andRecordsIt() throws IOException {
        String[] flags = {"--layers", "16,8,3", "--eta", "auto", "--batch", "auto", "--epochs", "20"};
        assertEquals(0, train("run", flags), err);
        assertTrue(out.contains("\nSuggested eta ") && out.contains("\nTraining with --eta "), out);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertFalse(record.contains("=auto"), record);
        assertTrue(record.contains("\"--epochs=20\"") && record.contains("\"--eta="), record);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "22"), err);
        assertTrue(out.contains("22/22"), out);
    }

    @Test
    void trainWithAuto_ofARunThatIsRefused_tunesNothing() {
        String[] flags = {"--layers", "16,8,3", "--eta", "auto", "--epochs", "3", "--warm-up", "4"};
        assertEquals(2, train("run", flags), err);
        assertTrue(err.startsWith("minibatch: --warm-up must be at most the 3 epochs of the run, not 4"), err);
        assertEquals("", out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--set etta=1|--set: etta is no setting; did you mean eta?",
                "--set seed=2|--set: --seed belongs to the trial, not to its settings",
                "--set eta=auto|--set: --eta must be a number, or auto in a training, not auto",
                "--set batch=0|--set: --batch must be 1 to 1048576, not 0",
                "--eta 0.1|Unknown options: '--eta', '0.1'; this command takes settings of train as --set eta=VALUE",
                "--nothing|Unknown option: '--nothing'",
            })
    void whatIsWrong_isNamedInOneLineAndLeavesNothing(String flags, String message) {
        assertEquals(2, tune("eta", flags.split(" ")), err);
        assertTrue(err.lines().anyMatch(line -> line.startsWith("minibatch: " + message)), err);
        assertFalse(Files.exists(folder.resolve("t")), err);
    }

    @Test
    void tuneWithoutAWay_saysWhichThereAre() {
        assertEquals(2, run("tune"));
        assertTrue(err.startsWith("minibatch: no command is given; use guided, eta, lambda, batch or search\n"), err);
    }
}
