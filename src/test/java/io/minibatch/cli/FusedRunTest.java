package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Runs whose steps the cpu backend claims whole, with {@code --gemm sparse} whatever the data, and with
 * {@code --fused off}.
 */
class FusedRunTest extends ProgramFixture {
    private static final List<String> SMALL = List.of("--layers", "16,8,3", "--gemm", "sparse");

    private static final Logger LINES = (Logger) LoggerFactory.getLogger(EpochLines.class);

    @BeforeEach
    void sayAsTheProgramDoes() {
        LINES.setLevel(Level.INFO);
    }

    @AfterEach
    void beQuiet() {
        LINES.setLevel(null);
    }

    private void trained(String run, String epochs, String... flags) {
        String[] all = new String[SMALL.size() + 2 + flags.length];
        SMALL.toArray(all);
        all[SMALL.size()] = "--epochs";
        all[SMALL.size() + 1] = epochs;
        System.arraycopy(flags, 0, all, SMALL.size() + 2, flags.length);
        assertEquals(0, train(run, all), err);
    }

    private JsonObject record(String run) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(run).resolve("run.json")))
                .getAsJsonObject();
    }

    private long linesOf(String line) {
        return (out + err).lines().filter(each -> each.endsWith(line)).count();
    }

    @Test
    void train_claimedSteps_areSaidAndRecorded() throws IOException {
        trained("run", "1");
        assertEquals(1, linesOf("Training steps: fused"), out + err);
        JsonObject run = record("run");
        assertTrue(run.get("fused").getAsBoolean(), run::toString);
        assertEquals("auto", run.getAsJsonObject("settings").get("fused").getAsString());
        assertFalse(run.get("device").getAsString().contains("fused"), run::toString);
    }

    @Test
    void train_fusedOff_recordsSingleOperations_onADeviceOfItsOwn() throws IOException {
        trained("run", "1", "--fused", "off");
        assertEquals(1, linesOf("Training steps: single operations"), out + err);
        JsonObject run = record("run");
        assertFalse(run.get("fused").getAsBoolean(), run::toString);
        assertEquals("off", run.getAsJsonObject("settings").get("fused").getAsString());
        assertTrue(run.get("device").getAsString().endsWith(", no fused steps"), run::toString);
    }

    @Test
    void train_stepsThatNoBackendClaims_areSingleOperations() throws IOException {
        trained("run", "1", "--optimizer", "adam");
        assertEquals(1, linesOf("Training steps: single operations"), out + err);
        assertFalse(record("run").get("fused").getAsBoolean());
    }

    @Test
    void train_withoutMiniBatches_hasNoSteps() throws IOException {
        trained("run", "1", "--optimizer", "lbfgs");
        assertFalse((out + err).contains("Training steps"), out + err);
        assertFalse(record("run").has("fused"));
    }

    @Test
    void train_fusedOff_writesTheSameFilesWithinTolerance() throws IOException {
        trained("fused", "5");
        trained("single", "5", "--fused", "off");
        assertSameWithinTolerance(folder.resolve("fused"), folder.resolve("single"), 5);
    }

    /** Two runs of so many epochs, one with fused steps and the other with single operations. */
    static void assertSameWithinTolerance(Path fusedRun, Path singleRun, int epochs) throws IOException {
        assertEquals(namesIn(fusedRun), namesIn(singleRun));
        List<String> fused = Files.readAllLines(fusedRun.resolve("history.csv"));
        List<String> single = Files.readAllLines(singleRun.resolve("history.csv"));
        assertEquals(fused.get(0), single.get(0));
        assertEquals(epochs + 1, single.size());
        for (int epoch = 1; epoch < fused.size(); epoch++) {
            double[] one = measured(fused.get(epoch));
            double[] other = measured(single.get(epoch));
            for (int column = 0; column < one.length; column++) {
                boolean cost = fused.get(0).split(",", -1)[column].endsWith("cost");
                assertEquals(one[column], other[column], cost ? 1e-4 : 1e-3, fused.get(epoch));
            }
        }
        double[] weights = numbers(fusedRun.resolve("model.json"));
        double[] others = numbers(singleRun.resolve("model.json"));
        assertEquals(weights.length, others.length);
        for (int i = 0; i < weights.length; i++) {
            assertEquals(weights[i], others[i], 1e-4);
        }
        assertFalse(Arrays.equals(weights, others), "the same sums in the same order: both were fused, or neither");
    }

    /** Returns the epoch, the costs, the accuracies and η of a line, without the times. */
    private static double[] measured(String line) {
        return Arrays.stream(line.split(",", -1))
                .limit(6)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double[] numbers(Path model) throws IOException {
        return Arrays.stream(Files.readString(model).split("[^-+.0-9eE]+"))
                .filter(text -> text.matches("[-+.0-9eE]*\\d[-+.0-9eE]*"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void resume_keepsFusedOff_andRefusesAnother() throws IOException {
        trained("run", "1", "--fused", "off");
        assertEquals(2, run("train", "--resume", path("run"), "--epochs", "2", "--fused", "auto"));
        assertTrue(err.startsWith("minibatch: with --resume all settings are those of the run;"), err);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "2"), err);
        assertEquals(1, linesOf("Training steps: single operations"), out + err);
        assertFalse(record("run").get("fused").getAsBoolean());
    }
}
