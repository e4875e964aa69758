package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Inputs;
import io.minibatch.io.MinibatchException;
import io.minibatch.page.RunData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class RecordedDataTest extends ProgramFixture {
    private RunData.HeldOut heldOut(String run) {
        return new RecordedData().of(folder.resolve(run));
    }

    private String refusal(String run) {
        return String.valueOf(
                assertThrows(MinibatchException.class, () -> heldOut(run)).getMessage());
    }

    private int trainOnSums(String... flags) throws IOException {
        String rows = IntStream.range(0, 40)
                .mapToObj(i -> i + "," + i % 3 + "," + (i + i % 3) + "\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("sums.csv"), "a,b,y\n" + rows);
        String[] train = {"train", "--data", path("sums.csv"), "--target-columns", "y", "--epochs", "2"};
        String[] more = {"--backend", "cpu", "--out", path("run")};
        return run(Stream.of(train, more, flags).flatMap(Arrays::stream).toArray(String[]::new));
    }

    @Test
    void testPart_isHeldOut() {
        assertEquals(0, train("run", "--epochs", "1"), err);
        RunData.HeldOut held = heldOut("run");
        assertTrue(held.test());
        assertEquals(30, held.examples().size());
        assertTrue(held.examples().hasImages());
    }

    @Test
    void validationPart_isHeldOut_whereThereIsNoTestPart() throws IOException {
        assertEquals(0, trainOnSums(), err);
        RunData.HeldOut held = heldOut("run");
        assertFalse(held.test());
        assertTrue(
                held.examples().name().endsWith("validation data"),
                held.examples().name());
    }

    @Test
    void splitOfTheRun_isRepeated() throws IOException {
        assertEquals(0, trainOnSums("--validation", "0.5"), err);
        assertEquals(20, heldOut("run").examples().size());
    }

    @Test
    void standardizedData_areHandedOutAsTheyCame() throws IOException {
        assertEquals(0, trainOnSums("--standardize"), err);
        float[] values = ((Inputs.Floats) heldOut("run").examples().examples().inputs()).values();
        for (float value : values) {
            assertEquals(Math.rint(value), value, "a whole number as in the file");
        }
    }

    @Test
    void changedData_areRefused() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        Path labels = folder.resolve("data/t10k-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        bytes[20] = (byte) (bytes[20] == 0 ? 1 : 0);
        Files.write(labels, bytes);
        String start = path("run") + ": the run was trained on other data than data from " + path("data")
                + ": t10k-labels-idx1-ubyte has the SHA-256 ";
        assertTrue(refusal("run").matches(Pattern.quote(start) + "[0-9a-f]{12}, not [0-9a-f]{12}"), refusal("run"));
    }

    @Test
    void missingData_areRefused() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        Files.move(folder.resolve("data"), folder.resolve("moved"));
        assertEquals(path("run") + ": the data of the run are no longer in " + path("data"), refusal("run"));
    }

    @Test
    void commandThatWasChangedByHand_isRefused() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        Path file = folder.resolve("run/run.json");
        Files.writeString(file, Files.readString(file).replace("--epochs=1", "--epochs=many"));
        assertTrue(refusal("run").startsWith(file + ": the command of the run cannot be repeated: "), refusal("run"));
        Files.writeString(file, Files.readString(file).replace("--epochs=many", "--validation-size=many"));
        assertTrue(refusal("run").startsWith(file + ": the command of the run cannot be repeated: "), refusal("run"));
    }

    @Test
    void fileOfArguments_isNotOpened() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        Files.writeString(folder.resolve("private"), "secret");
        replace("--epochs=1", "@" + path("private"));
        assertTrue(refusal("run").contains("@" + path("private")), refusal("run"));
        assertFalse(refusal("run").contains("secret"), refusal("run"));
    }

    private void replace(String argument, String other) throws IOException {
        Path file = folder.resolve("run/run.json");
        String record = Files.readString(file);
        assertTrue(record.contains(argument), record);
        Files.writeString(file, record.replace(argument, other));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void dataFromADevice_areNotWaitedFor() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        String end = ", which is no file or folder and cannot be read again";
        replace("--epochs=1", "--validation-data=/dev/null");
        assertEquals(path("run") + ": the data of the run came from /dev/null" + end, refusal("run"));
        replace("--data=" + path("data"), "--data=/dev/zero");
        assertEquals(path("run") + ": the data of the run came from /dev/zero" + end, refusal("run"));
    }

    @Test
    void settingThatTheDataDoNotAllow_isNamedAsAnOption() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        replace("--epochs=1", "--validation-size=1000");
        assertTrue(
                refusal("run").startsWith(path("run") + ": --validation-size 1000: there are only "), refusal("run"));
    }
}
