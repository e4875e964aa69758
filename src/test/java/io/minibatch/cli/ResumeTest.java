package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.io.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resuming a stopped run: the bits of one that was not. */
class ResumeTest extends ProgramFixture {
    @Test
    void moreEpochs_goOnFromTheEndOfTheRun() throws IOException {
        assertEquals(0, train("long", "--epochs", "6", "--momentum", "0.5"), err);
        assertEquals(0, train("short", "--epochs", "4", "--momentum", "0.5"), err);
        assertEquals(0, run("train", "--resume", path("short"), "--epochs", "6"), err);
        assertEquals(withoutTimes("long"), withoutTimes("short"));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("long/model.json")),
                Files.readAllBytes(folder.resolve("short/model.json")));
    }

    @Test
    void damagedCheckpoint_isNamedAndTheOneBeforeItTaken() throws IOException {
        assertEquals(0, train("run", "--epochs", "4"), err);
        byte[] model = Files.readAllBytes(folder.resolve("run/model.json"));
        Path newest = folder.resolve("run/checkpoints/epoch-000004.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 3] ^= 1;
        Files.write(newest, bytes);
        assertEquals(0, run("train", "--resume", path("run")), err);
        assertTrue((out + err).contains(newest + ": is damaged"), out + err);
        assertTrue(out.contains("4/4") && !out.contains("3/4"), out);
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("run/model.json")));
    }

    @Test
    void foreignCheckpoint_isNamedAndNotTaken() throws IOException {
        assertEquals(0, train("run", "--epochs", "2"), err);
        byte[] model = Files.readAllBytes(folder.resolve("run/model.json"));
        assertEquals(0, train("other", "--epochs", "3", "--layers", "16,5,3"), err);
        for (String end : List.of("json", "safetensors")) {
            String name = "checkpoints/epoch-000003." + end;
            Files.copy(
                    folder.resolve("other").resolve(name), folder.resolve("run").resolve(name));
        }
        assertEquals(0, run("train", "--resume", path("run")), err);
        assertTrue((out + err).contains("epoch-000003.json: is of the network [16, 5, 3]"), out + err);
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("run/model.json")));
    }

    @Test
    void otherData_isRefused() throws IOException {
        assertEquals(0, train("run", "--epochs", "2"), err);
        Path labels = folder.resolve("data/train-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        bytes[20] = (byte) (bytes[20] == 0 ? 1 : 0);
        Files.write(labels, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        assertEquals(1, run("train", "--resume", path("run")));
        String data = path("run") + ": the run was trained on other data than data from " + path("data");
        assertTrue(
                err.matches("minibatch: " + Pattern.quote(data)
                        + ": train-labels-idx1-ubyte has the SHA-256 [0-9a-f]{12}, not [0-9a-f]{12}; name the "
                        + "run's data "
                        + "by --data\n"),
                err);
    }

    @Test
    void splitOfTheData_isRecordedAndKept() throws IOException {
        assertEquals(0, train("whole", "--epochs", "4"), err);
        assertEquals(0, train("run", "--epochs", "2"), err);
        String record = Files.readString(folder.resolve("run/run.json"));
        assertTrue(record.contains("\"split\": \"stratified:1\""), record);
        Files.writeString(folder.resolve("run/run.json"), record.replace("stratified:1", "stratified:2"));
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "4"), err);
        assertFalse(Arrays.equals(
                Files.readAllBytes(folder.resolve("whole/model.json")),
                Files.readAllBytes(folder.resolve("run/model.json"))));
    }

    @Test
    void dataThatMoved_areAcceptedByTheirChecksums() throws IOException {
        assertEquals(0, train("whole", "--epochs", "4"), err);
        assertEquals(0, train("run", "--epochs", "2"), err);
        Files.move(folder.resolve("data"), folder.resolve("moved"));
        assertEquals(1, run("train", "--resume", path("run"), "--epochs", "4"));
        assertEquals(
                "minibatch: " + path("run") + ": the data of the run are no longer in " + path("data")
                        + "; name their file or folder by --data\n",
                err);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "4", "--data", path("moved")), err);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.json")),
                Files.readAllBytes(folder.resolve("run/model.json")));
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("--data=" + path("moved")));
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "5"), err);
    }

    @Test
    void runThatAnotherProcessTrains_isRefusedAndNotTouched() throws IOException {
        assertEquals(0, train("run", "--epochs", "2"), err);
        byte[] record = Files.readAllBytes(folder.resolve("run/run.json"));
        try (FolderLock training = FolderLock.take(folder.resolve("run"))) {
            assertEquals(1, run("train", "--resume", path("run"), "--epochs", "9"));
        }
        assertTrue(err.startsWith("minibatch: " + path("run") + ": in use by another minibatch (process "), err);
        assertEquals(1, err.lines().count(), err);
        assertArrayEquals(record, Files.readAllBytes(folder.resolve("run/run.json")));
    }

    @Test
    void temporaryFilesOfAKilledProcess_areRemoved() throws IOException {
        assertEquals(0, train("run", "--epochs", "2"), err);
        Files.writeString(folder.resolve("run/.history.csv.1f.tmp"), "half");
        Files.writeString(folder.resolve("run/checkpoints/.epoch-000003.json.2e.tmp"), "half");
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "3"), err);
        assertFalse(namesIn(folder.resolve("run")).contains(".history.csv.1f.tmp"));
        assertEquals(6, namesIn(folder.resolve("run/checkpoints")).size());
    }

    @Test
    void fewerEpochsThanWereDone_areRefused() throws IOException {
        assertEquals(0, train("run", "--epochs", "6"), err);
        assertRefused("the run has trained 6 epochs already; --epochs must be at least that, not 3", "--epochs", "3");
        assertEquals(0, train("rare", "--epochs", "5", "--checkpoint-every", "2"), err);
        assertEquals(1, run("train", "--resume", path("rare"), "--epochs", "4"), err);
        assertTrue(err.contains("the run has trained 5 epochs already"), err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--schedule=cosine", "--schedule=cosine --warm-up=2", "--schedule=one-cycle"})
    void scheduleThatDependsOnTheLength_isRefusedWithAnother(String flags) throws IOException {
        String[] all = ("--epochs=4 " + flags).split(" ");
        assertEquals(0, train("run", all), err);
        assertRefused(
                "the learning-rate schedule of the run depends on its number of epochs: the 4 epochs done belong to "
                        + "--epochs 4, not to --epochs 8; resume without --epochs, or start a new run",
                "--epochs",
                "8");
    }

    @Test
    void averageOfOtherEpochs_isRefusedAndALongerRunAveragesAnew() throws IOException {
        assertEquals(0, train("run", "--epochs=4", "--average=swa:0.5", "--keep=last"), err);
        assertRefused(
                "the epochs that swa:0.5 averages depend on the number of epochs: of the 4 done, the checkpoint "
                        + "averages 2, "
                        + "but a run of 6 epochs averages 1; resume without --epochs, or start a new run",
                "--epochs",
                "6");
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "8"), err);
        assertEquals(0, train("whole", "--epochs=8", "--average=swa:0.5", "--keep=last"), err);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.json")),
                Files.readAllBytes(folder.resolve("run/model.json")));
    }

    @Test
    void finishedRun_isSaidAndNotTouched() throws IOException {
        assertEquals(0, train("run", "--epochs", "3"), err);
        byte[] record = Files.readAllBytes(folder.resolve("run/run.json"));
        assertEquals(0, run("train", "--resume", path("run"), "--threads", "1"), err);
        assertEquals(
                "The run in " + path("run") + " is finished: 3 epochs are done; a larger --epochs trains further.\n",
                out);
        assertArrayEquals(record, Files.readAllBytes(folder.resolve("run/run.json")));
    }

    @Test
    void runThatEndedEarly_isNotTrainedFurther() throws IOException {
        assertEquals(0, train("run", "--epochs", "200", "--early-stop", "3"), err);
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"outcome\": \"early\""));
        int epochs = Files.readAllLines(folder.resolve("run/history.csv")).size() - 1;
        assertRefused(
                "the run ended early, after epoch " + epochs
                        + ", by its --early-stop or --schedule; more epochs do not change that",
                "--epochs",
                "300");
        assertEquals(0, run("train", "--resume", path("run")), err);
        assertTrue(out.contains("is finished: " + epochs + " epochs are done, and it ended early."), out);
    }

    /** Refuses in one line, exit code 1, and leaves {@code run.json} as it was. */
    private void assertRefused(String message, String... flags) throws IOException {
        byte[] record = Files.readAllBytes(folder.resolve("run/run.json"));
        Stream<String> command = Stream.of("train", "--resume", path("run"));
        assertEquals(1, run(Stream.concat(command, Stream.of(flags)).toArray(String[]::new)), out);
        assertEquals("minibatch: " + path("run") + ": " + message + "\n", err);
        assertArrayEquals(record, Files.readAllBytes(folder.resolve("run/run.json")));
    }

    @Test
    void stoppedBeforeItsFirstCheckpoint_startsAgain() throws IOException {
        assertEquals(0, train("whole", "--epochs", "3"), err);
        assertEquals(0, train("run", "--epochs", "3", "--checkpoint-every", "5"), err);
        change("run/run.json", "completed", "requested");
        Files.delete(folder.resolve("run/model.json"));
        assertEquals(0, run("train", "--resume", path("run")), err);
        assertTrue(out.contains("1/3"), out);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.json")),
                Files.readAllBytes(folder.resolve("run/model.json")));
        assertEquals(withoutTimes("whole"), withoutTimes("run"));
    }

    @Test
    void stoppedRunThatKeepsNoCheckpoints_isNotOverwritten() throws IOException {
        assertEquals(0, train("run", "--epochs", "3", "--checkpoint-every", "0"), err);
        change("run/run.json", "completed", "requested");
        assertRefused("the run has ended and has no checkpoint to resume from");
    }

    @Test
    void resumedRunThatFails_keepsItsRecord() throws IOException {
        assertEquals(0, train("run", "--epochs", "2"), err);
        change("run/run.json", "\"--epochs=2\"", "\"--epochs=3\", \"--optimizer=adam\"");
        Files.delete(folder.resolve("run/history.csv"));
        assertEquals(1, run("train", "--resume", path("run")), out);
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"outcome\": \"failed\""));
    }

    @Test
    void otherKernels_areSaidInOneLine() throws IOException {
        assertEquals(0, train("run", "--epochs", "2", "--gemm", "openblas"), err);
        String device = "\"device\": \"1 thread of x, products by OpenBLAS 0.0 (Other kernels, in 1 blocks)\"";
        Path record = folder.resolve("run/run.json");
        Files.writeString(record, Files.readString(record).replaceFirst("\"device\": .*\"", device));
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "3"), err);
        assertEquals(
                1,
                (out + err)
                        .lines()
                        .filter(line -> line.contains("may differ in the last bits")
                                && line.contains("started on x, products by OpenBLAS 0.0 (Other kernels, in 1 blocks)")
                                && line.contains("here is " + System.getProperty("os.arch")))
                        .count(),
                out + err);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "4"), err);
        assertFalse((out + err).contains("may differ in the last bits"), out + err);
    }

    private void change(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
    }

    @Test
    void otherSettings_areRefused() {
        assertEquals(0, train("run", "--epochs", "2"), err);
        assertEquals(2, run("train", "--resume", path("run"), "--eta", "3"));
        assertTrue(err.startsWith("minibatch: with --resume all settings are those of the run;"), err);
    }

    @Test
    void recordWithAnotherOptimizer_isRefusedInOneLine() throws IOException {
        assertEquals(0, train("run", "--epochs", "2", "--optimizer", "adam"), err);
        Path record = folder.resolve("run/run.json");
        Files.writeString(record, Files.readString(record).replace("\"--optimizer=adam\"", "\"--momentum=0.5\""));
        assertEquals(1, run("train", "--resume", path("run"), "--epochs", "3"));
        assertEquals(
                "minibatch: the checkpoint is of a run with another optimizer: it has 1206 numbers of its "
                        + "state, not 603",
                err.lines().reduce((first, last) -> last).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--foo=1|Unknown option: '--foo=1'",
                "--momentum=abc|Invalid value for option '--momentum': 'abc' is not "
            })
    void recordWithAnImpossibleFlag_isNamedInOneLine(String flagAndFault) throws IOException {
        String[] parts = flagAndFault.split("\\|");
        assertEquals(0, train("run", "--epochs", "2"), err);
        change("run/run.json", "\"--epochs=2\"", "\"--epochs=2\", \"" + parts[0] + "\"");
        assertEquals(1, run("train", "--resume", path("run"), "--epochs", "3"), out);
        String start =
                "minibatch: " + path("run/run.json") + ": the command of the run cannot be repeated: " + parts[1];
        assertTrue(err.startsWith(start), err);
        assertEquals(1, err.lines().count(), err);
    }

    @Test
    void folderWithoutARun_isNamed() {
        assertEquals(1, run("train", "--resume", path("nothing")));
        assertEquals("minibatch: " + path("nothing/run.json") + ": cannot be read: no such file or folder\n", err);
    }

    /** Returns the lines of the history without the two columns that differ between any two runs. */
    private List<String> withoutTimes(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("history.csv")).stream()
                .map(line -> line.replaceAll("(,[^,]*){2}$", ""))
                .toList();
    }

    @Test
    void file_isNoFolderOfARun() throws IOException {
        Path file = Files.createFile(folder.resolve("model.json"));
        assertEquals(1, run("train", "--resume", file.toString()));
        assertEquals("minibatch: " + file + ": is a file; --resume takes the folder of a run\n", err);
    }
}
