package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.io.FolderLock;
import io.minibatch.io.FolderTree;
import io.minibatch.model.Combination;
import io.minibatch.model.CommitteeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that differ by their seeds, trained by one command into one folder. */
class MembersTest extends ProgramFixture {
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "4"})
    void members_haveTheBitsOfThePlainRunsOfTheirSeeds(String threads) throws IOException {
        assertEquals(0, train("all", "--seeds", "3", "--seed", "5", "--epochs", "4", "--threads", threads), err);
        for (int member = 1; member <= 3; member++) {
            assertEquals(0, train("plain" + member, "--seed", String.valueOf(4 + member), "--epochs", "4"), err);
            assertSameRun("plain" + member, "all/" + member);
        }
        assertFalse(model("all/1").equals(model("all/2")));
    }

    @Test
    void member_isRecordedAsThePlainCommandThatRepeatsIt() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "2", "--dropout", "0.1"), err);
        String record = Files.readString(folder.resolve("all/2/run.json"));
        assertTrue(record.contains("\"--seed=2\"") && record.contains("\"--out=" + path("all/2") + "\""), record);
        assertFalse(record.contains("seeds"), record);
        assertEquals(
                List.of("checkpoints", "curves.png", "history.csv", "last.json", "model.json", "run.json").stream()
                        .filter(name -> Files.exists(folder.resolve("all/2").resolve(name)))
                        .toList(),
                namesIn(folder.resolve("all/2")));
    }

    @Test
    void resumedMembers_haveTheBitsOfUninterruptedOnes() throws IOException {
        assertEquals(0, train("whole", "--seeds", "3", "--epochs", "5"), err);
        assertEquals(0, train("part", "--seeds", "3", "--epochs", "5"), err);
        change("part/2/run.json", "\"completed\"", "\"running\"");
        removeCheckpoints("part/2", 2);
        deleteRun("part/3");
        assertEquals(0, run("train", "--resume", path("part")), err);
        assertFalse(out.contains("member 1 (seed 1):"), out);
        assertTrue(out.contains("member 2 (seed 2): Resuming after epoch 3."), out);
        assertSameMembers("whole", "part", 3);
        assertEquals(List.of("1/model.json", "2/model.json", "3/model.json"), committee("part"));
    }

    @Test
    void combinationOfTheCommittee_isKeptByAResumedTraining() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        change("all/committee.json", "\"mean\"", "\"votes\"");
        assertEquals(0, run("train", "--resume", path("all"), "--epochs", "2"), err);
        assertEquals(
                Combination.VOTES,
                CommitteeFile.read(folder.resolve("all/committee.json")).combination());
    }

    @Test
    void moreEpochs_trainAllMembersFurther() throws IOException {
        assertEquals(0, train("whole", "--seeds", "2", "--epochs", "5"), err);
        assertEquals(0, train("part", "--seeds", "2", "--epochs", "3"), err);
        assertEquals(0, run("train", "--resume", path("part"), "--epochs", "5"), err);
        assertSameMembers("whole", "part", 2);
        assertEquals(0, run("train", "--resume", path("part")), err);
        assertTrue(
                out.contains("The networks in " + path("part") + " are finished; a larger --epochs trains further.\n"),
                out);
        assertFalse(out.contains("epoch "), out);
        assertEquals(1, run("train", "--resume", path("part"), "--epochs", "4"));
        assertEquals(
                "minibatch: " + path("part")
                        + ": the networks were started with 5 epochs; --epochs must be at least that, not 4\n",
                err);
    }

    @Test
    void moreEpochs_thatAMemberDidNotComeTo_areTrainedByTheNextResumption() throws IOException {
        assertEquals(0, train("whole", "--seeds", "2", "--epochs", "4"), err);
        assertEquals(0, train("part", "--seeds", "2", "--epochs", "2"), err);
        assertEquals(0, train("before", "--seeds", "2", "--epochs", "2"), err);
        assertEquals(0, run("train", "--resume", path("part"), "--epochs", "4"), err);
        deleteRun("part/2");
        Files.move(folder.resolve("before/2"), folder.resolve("part/2"));
        assertEquals(0, run("train", "--resume", path("part")), err);
        assertSameMembers("whole", "part", 2);
    }

    @Test
    void moreEpochs_thatTheScheduleDoesNotAllow_areRefusedBeforeAnythingIsWritten() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "2", "--schedule", "cosine"), err);
        String record = Files.readString(folder.resolve("all/members.json"));
        assertEquals(1, run("train", "--resume", path("all"), "--epochs", "4"));
        assertTrue(
                err.contains(path("all/1") + ": the learning-rate schedule of the run depends on its number of epochs"),
                err);
        assertEquals(record, Files.readString(folder.resolve("all/members.json")));
    }

    @Test
    void oneMember_isACommitteeOfOne() throws IOException {
        assertEquals(0, train("all", "--seeds", "1", "--epochs", "2"), err);
        assertTrue(out.contains("Saved in " + path("all") + ": run 1, committee.json, members.json\n"), out);
        assertEquals(0, train("plain", "--epochs", "2"), err);
        assertSameRun("plain", "all/1");
        assertEquals(List.of("1/model.json"), committee("all"));
        String record = Files.readString(folder.resolve("all/members.json"));
        assertEquals(scores(record, "mean"), scores(record, "committee"));
    }

    private static String scores(String record, String name) {
        return JsonParser.parseString(record).getAsJsonObject().get(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--standardize", "--layers=16,4,3 --cost=quadratic"})
    void committeeOfOne_hasTheScoresOfItsMember(String flags) throws IOException {
        String[] all = ("--seeds=1 --epochs=2 " + flags).split(" ");
        assertEquals(0, train("all", all), err);
        String record = Files.readString(folder.resolve("all/members.json"));
        assertEquals(scores(record, "mean"), scores(record, "committee"));
    }

    @Test
    void oneThatDiverges_isLeftOutAndTheOthersGoOn() throws IOException {
        assertEquals(0, train("all", "--seeds", "3", "--epochs", "3"), err);
        byte[] first = Files.readAllBytes(folder.resolve("all/1/model.json"));
        change("all/2/run.json", "\"completed\"", "\"running\"");
        change("all/2/run.json", "\"--seed=2\"", "\"--seed=2\", \"--eta=1e30\"");
        Files.delete(folder.resolve("all/2/model.json"));
        deleteCheckpoints("all/2");
        assertEquals(0, run("train", "--resume", path("all")), err);
        assertTrue(out.contains("member 2 (seed 2): diverged: the cost is no longer a number"), out);
        assertTrue(out.contains("Diverged and left out of the committee: 1 of 3"), out);
        assertEquals(List.of("1/model.json", "3/model.json"), committee("all"));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("all/1/model.json")));
        assertTrue(Files.readString(folder.resolve("all/members.json")).contains("\"outcome\": \"diverged\""));
    }

    @Test
    void oneThatDivergesInFurtherEpochs_isLeftOut() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        change("all/2/run.json", "\"--seed=2\"", "\"--seed=2\", \"--eta=1e30\"");
        assertEquals(0, run("train", "--resume", path("all"), "--epochs", "3"), err);
        assertTrue(out.contains("Diverged and left out of the committee: 1 of 2"), out);
        assertEquals(List.of("1/model.json"), committee("all"));
    }

    @Test
    void lastSeedsThereAre_areUsed() {
        String last = String.valueOf(Long.MAX_VALUE - 1);
        assertEquals(0, train("all", "--seeds", "2", "--seed", last, "--epochs", "1"), err);
        assertTrue(out.contains("member 2 (seed 9223372036854775807): ended"), out);
    }

    @Test
    void otherData_areRefused() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        change("all/members.json", "\"training\": ", "\"training\": 1");
        assertEquals(1, run("train", "--resume", path("all")), out);
        assertTrue(err.startsWith("minibatch: " + path("all") + ": the run was trained on other data than "), err);
    }

    @Test
    void allThatDiverge_areAnError() {
        assertEquals(1, train("all", "--seeds", "2", "--epochs", "3", "--eta", "1e30"));
        assertTrue(
                err.contains("minibatch: " + path("all")
                        + ": all 2 networks diverged; start again with a smaller --eta and another --out\n"),
                err);
    }

    @Test
    void scores_areTabledWithMeanAndDeviation() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1", "--eta", "0.05"), err);
        List<String> lines = out.lines().toList();
        int header = lines.indexOf("member     seed  validation accuracy  test accuracy");
        assertTrue(header > 0, out);
        assertTrue(lines.get(header + 1).matches("1 +1 +\\d+\\.\\d\\d % +\\d+\\.\\d\\d %"), out);
        assertTrue(lines.get(header + 3).matches("mean +\\d+\\.\\d\\d % +\\d+\\.\\d\\d %"), out);
        assertTrue(lines.get(header + 4).matches("deviation +\\d+\\.\\d\\d % +\\d+\\.\\d\\d %"), out);
        assertTrue(lines.get(header + 5).matches("committee +\\d+\\.\\d\\d % +\\d+\\.\\d\\d %"), out);
        JsonObject record = JsonParser.parseString(Files.readString(folder.resolve("all/members.json")))
                .getAsJsonObject();
        double[] scores = IntStream.range(0, 2)
                .mapToDouble(i -> score(record.getAsJsonArray("members").get(i)))
                .toArray();
        assertEquals((scores[0] + scores[1]) / 2, score(record.get("mean")), 1e-12);
        assertEquals(Math.abs(scores[0] - scores[1]) / Math.sqrt(2), score(record.get("deviation")), 1e-12);
        assertTrue(scores[0] != scores[1], "equal scores deviate by any formula");
        assertTrue(out.lines().allMatch(line -> line.length() <= 80 || line.contains(folder.toString())), out);
    }

    private static double score(JsonElement scores) {
        return scores.getAsJsonObject().get("evaluation_accuracy").getAsDouble();
    }

    @Test
    void lines_nameTheMember() {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "2"), err);
        for (String member : List.of("member 1 (seed 1)", "member 2 (seed 2)")) {
            assertTrue(out.contains(member + ": epoch 1/2: validation accuracy "), out);
            assertTrue(out.contains(member + ": ended, validation accuracy "), out);
        }
        assertFalse((out + err).contains("\u001b"), out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seeds=0|--seeds 0: must be from 1 to 1000",
                "--seeds=1001|--seeds 1001: must be from 1 to 1000",
                "--seeds=x|Invalid value for option '--seeds': 'x' is not an int",
                "--seeds=2 --on=local[2]|--seeds trains on this machine and cannot be combined with --on",
                "--seeds=2 --seed=9223372036854775807|--seed 9223372036854775807: --seeds 2 needs the seeds "
                        + "that follow it"
            })
    void wrongValues_areRefusedInOneLine(String flags, String message) {
        assertEquals(2, train("all", flags.split(" ")));
        assertTrue(err.startsWith("minibatch: " + message), err);
        assertFalse(Files.exists(folder.resolve("all")));
    }

    @Test
    void folder_worksAsAModel() throws IOException {
        assertEquals(0, train("all", "--seeds", "3", "--epochs", "1"), err);
        String committee = out.lines()
                .filter(line -> line.startsWith("committee"))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* (\\S+) %$", "$1");
        assertEquals(0, run("evaluate", path("all"), "--data", path("data"), "--backend", "cpu"), err);
        assertTrue(out.contains(committee), committee + "\n" + out);
        assertEquals(0, run("export", path("all"), path("all.onnx")), err);
    }

    @Test
    void etaAuto_isFoundOnceForAllMembers() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--eta", "auto", "--epochs", "1"), err);
        List<String> found = out.lines()
                .filter(line -> line.startsWith("Training with --eta "))
                .toList();
        assertEquals(1, found.size(), out);
        String eta = "\"--eta=" + found.get(0).split(" ")[3] + "\"";
        for (String member : List.of("all/1/run.json", "all/2/run.json", "all/members.json")) {
            assertTrue(Files.readString(folder.resolve(member)).contains(eta), member);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 7, 5, 1", "2, 7, 6, 2", "16, 3, 0, 5", "4, 6, 3, 1", "4, 6, 4, 2", "1, 3, 2, 1"})
    void lastMembers_shareTheCores(int cores, int members, int index, int threads) {
        assertEquals(threads, MemberSchedule.threads(cores, members, index));
    }

    @Test
    void folderOfMembers_isNotFilledAgain() {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        for (String[] flags : List.of(new String[] {"--seeds", "2"}, new String[] {})) {
            assertEquals(1, train("all", flags));
            assertEquals(
                    "minibatch: " + path("all") + ": cannot be written: it is not empty; name another folder\n", err);
        }
    }

    @Test
    void folderInUse_isRefused() {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        try (FolderLock other = FolderLock.take(folder.resolve("all"))) {
            assertEquals(1, run("train", "--resume", path("all")));
        }
        assertTrue(err.startsWith("minibatch: " + path("all") + ": in use by another minibatch"), err);
    }

    @Test
    void oneThatCannotBeResumed_endsTheCommandInOneLine() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "2"), err);
        change("all/1/run.json", "\"completed\"", "\"running\"");
        change("all/1/run.json", "\"command\"", "\"commands\"");
        assertEquals(1, run("train", "--resume", path("all")));
        String last = err.lines().reduce((one, other) -> other).orElseThrow();
        assertEquals(
                "minibatch: " + path("all/1/run.json")
                        + ": is not the record of a run: \"command\" must be the arguments of the run",
                last);
    }

    @Test
    void oneThatCannotBeWritten_endsTheCommand_asItsRecordSays() throws IOException {
        assertEquals(0, train("all", "--seeds", "3", "--epochs", "1"), err);
        deleteRun("all/2");
        deleteRun("all/3");
        Files.writeString(folder.resolve("all/2"), "in the way");
        assertEquals(1, run("train", "--resume", path("all"), "--threads", "1"));
        assertFalse(Files.exists(folder.resolve("all/3")));
        assertTrue(Files.readString(folder.resolve("all/members.json")).contains("\"outcome\": \"failed\""));
    }

    @Test
    void tensorBoard_isWrittenForEachMember() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1", "--tensorboard"), err);
        for (String member : List.of("all/1", "all/2")) {
            assertTrue(namesIn(folder.resolve(member)).stream().anyMatch(name -> name.contains("tfevents")));
        }
    }

    @Test
    void methodWithoutSteps_trainsMembersToo() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "2", "--optimizer", "lbfgs"), err);
        assertEquals(0, train("plain", "--seed", "2", "--epochs", "2", "--optimizer", "lbfgs"), err);
        assertSameRun("plain", "all/2");
    }

    @Test
    void sigterm_stopsAllAndSaysHowToResume() throws IOException, InterruptedException {
        List<String> command = List.of(
                "train",
                "--data",
                path("data"),
                "--out",
                path("all"),
                "--backend",
                "cpu",
                "--seeds",
                "3",
                "--threads",
                "2",
                "--epochs",
                "1000000");
        String log = "";
        for (int milliseconds = 2000; !log.contains("epoch 1/"); milliseconds *= 2) {
            FolderTree.delete(folder.resolve("all"));
            assertFalse(endsWithin(milliseconds, true, command));
            log = Files.readString(folder.resolve("log"));
        }
        assertTrue(log.contains("member 1 (seed 1): stopped, validation accuracy "), log);
        assertTrue(log.contains("member 2 (seed 2): stopped, validation accuracy "), log);
        assertFalse(log.contains("member 3"), log);
        assertTrue(log.endsWith("Resume with: minibatch train --resume " + path("all") + "\n"), log);
        assertTrue(Files.readString(folder.resolve("all/members.json")).contains("\"not begun\""));
        assertFalse(Files.exists(folder.resolve("all/committee.json")));
    }

    private void assertSameMembers(String expected, String actual, int members) throws IOException {
        for (int member = 1; member <= members; member++) {
            assertSameRun(expected + "/" + member, actual + "/" + member);
        }
    }

    private void assertSameRun(String expected, String actual) throws IOException {
        assertEquals(model(expected), model(actual));
        assertEquals(historyWithoutTimes(expected), historyWithoutTimes(actual));
    }

    private String model(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve("model.json"));
    }

    private String historyWithoutTimes(String name) throws IOException {
        return Files.readString(folder.resolve(name).resolve("history.csv")).replaceAll("(?m)(,[^,]*){2}$", "");
    }

    private List<String> committee(String name) {
        return CommitteeFile.read(folder.resolve(name).resolve("committee.json"))
                .members();
    }

    private void change(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
    }

    private void deleteRun(String name) {
        FolderTree.delete(folder.resolve(name));
    }

    private void deleteCheckpoints(String name) {
        deleteRun(name + "/checkpoints");
    }

    private void removeCheckpoints(String name, int newest) throws IOException {
        List<String> names = namesIn(folder.resolve(name).resolve("checkpoints"));
        for (String file : names.subList(names.size() - 2 * newest, names.size())) {
            Files.delete(folder.resolve(name).resolve("checkpoints").resolve(file));
        }
    }

    @Test
    void stoppedAndDivergedMembers_areTabledAndRecorded() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1"), err);
        change("all/1/run.json", "\"completed\"", "\"requested\"");
        change("all/2/run.json", "\"completed\"", "\"diverged\"");
        Dataset data = new Dataset("data", 1, 1, Schema.numbered(2), new byte[2], new byte[] {0, 1});
        List<Member> members = Member.of(folder.resolve("all"), 1, 2, List.of("train"));
        String table = new MemberScores(members, new Split(data, data, null, new DataSource("", false, List.of())))
                .table(null);
        assertTrue(table.matches("(?s).*1 +1 +stopped\\s.*2 +2 +diverged\\s.*"), table);
        assertEquals(1, train("none", "--seeds", "1", "--epochs", "1", "--eta", "1e30"));
        assertTrue(err.contains(path("none") + ": the network diverged; start again with a smaller --eta"), err);
        assertTrue(Files.readString(folder.resolve("none/members.json"))
                .contains("  \"outcome\": \"diverged\",\n  \"members\""));
    }

    @Test
    void progressBar_isDrawnNoMoreAfterItsEnd() {
        PrintStream real = System.out;
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        System.setOut(new PrintStream(drawn, true, StandardCharsets.UTF_8));
        try (MemberLines lines = new MemberLines(1, 10, 10, true)) {
            lines.close();
            drawn.reset();
            lines.close();
            lines.print("last");
        } finally {
            System.setOut(real);
        }
        assertEquals("last" + System.lineSeparator(), drawn.toString(StandardCharsets.UTF_8));
    }
}
