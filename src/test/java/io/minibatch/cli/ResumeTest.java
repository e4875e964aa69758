package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Going on with a run that was stopped: the bits of one that was not. */
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
        assertEquals(
                "minibatch: " + path("run") + ": the run was trained on other data than is here now; its run.json says "
                        + "which\n",
                err);
    }

    @Test
    void otherSettings_areRefused() {
        assertEquals(0, train("run", "--epochs", "2"), err);
        assertEquals(2, run("train", "--resume", path("run"), "--eta", "3"));
        assertTrue(err.startsWith("minibatch: with --resume all settings are those of the run;"), err);
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
}
