package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.spec.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Settings and defaults of a training, as they end up in its files; the data have 100 training images. */
class SettingsTest extends ProgramFixture {
    private JsonObject settings(String name) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(name).resolve("run.json")))
                .getAsJsonObject()
                .getAsJsonObject("settings");
    }

    private double[] rates(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("history.csv")).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[5]))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "constant|0.2 0.4 0.4 0.4",
                "exponential:0.5|0.2 0.4 0.4 0.2",
                "step:1:4|0.2 0.4 0.4 0.1",
                "cosine|0.2 0.4 0.4 0.2",
            })
    void warmUp_comesBeforeTheSchedule(String schedule, String expected) throws IOException {
        String[] flags = {"--eta", "0.4", "--warm-up", "2", "--schedule", schedule, "--epochs", "4"};
        assertEquals(0, train("run", flags), err);
        double[] rates = List.of(expected.split(" ")).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertArrayEquals(rates, rates("run"), 1e-15);
    }

    @Test
    void resume_afterTheWarmUp_hasTheRatesOfAnUninterruptedRun() throws IOException {
        String[] flags = {"--eta", "0.4", "--warm-up", "2", "--schedule", "exponential:0.5", "--epochs", "3"};
        assertEquals(0, train("run", flags), err);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "5"), err);
        assertArrayEquals(new double[] {0.2, 0.4, 0.4, 0.2, 0.1}, rates("run"), 1e-15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--epochs 1|0.01",
                "--epochs 1 --train-size 50|0.005",
                "--epochs 1 --optimizer nesterov|0.01",
                "--epochs 1 --optimizer lbfgs|0.01",
                "--epochs 1 --optimizer adam|0.0",
                "--epochs 1 --optimizer adamw|0.0",
                "--epochs 1 --optimizer rmsprop|0.0",
                "--epochs 1 --optimizer adamw --lambda 0.3|0.3",
                "--epochs 1 --lambda 5|5.0",
            })
    void lambda_byDefaultFitsDataAndOptimizer_andIsRecorded(String flags, String lambda) throws IOException {
        assertEquals(0, train("run", flags.split(" ")), err);
        assertEquals(lambda, settings("run").get("lambda").getAsString());
    }

    @Test
    void adamw_recordsTheDecayItTakesByDefault() throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--optimizer", "adamw"), err);
        assertEquals("0.01", settings("run").get("weight-decay").getAsString());
        assertEquals(0, train("adam", "--epochs", "1", "--optimizer", "adam"), err);
        assertFalse(settings("adam").has("weight-decay"));
    }

    @Test
    void resume_takesTheLambdaThatTheRunRecorded() throws IOException {
        assertEquals(0, train("whole", "--epochs", "4", "--lambda", "5"), err);
        assertEquals(0, train("run", "--epochs", "2", "--lambda", "5"), err);
        Path record = folder.resolve("run/run.json");
        Files.writeString(record, Files.readString(record).replaceAll(",\\s*\"--lambda=5.0\"", ""));
        assertFalse(Files.readString(record).contains("--lambda"));
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "4"), err);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole/model.json")),
                Files.readAllBytes(folder.resolve("run/model.json")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "50000||-",
                "1000||--lambda is 0.1 by default for 1,000 training examples (5 for SGD on 50,000 training examples)",
                "50000|--optimizer adamw|--lambda is 0 by default for adam, adamw, rmsprop, lion and adagrad (5 "
                        + "for SGD on 50,000 "
                        + "training examples)",
                "1000|--lambda 5|-",
                "1000|--optimizer adamw --lambda 0.5|--lambda 0.5 adds L2 to the gradient of adamw, beside its "
                        + "--weight-decay 0.01; give 0 for one of them",
                "1000|--optimizer adamw --lambda 0.5 --weight-decay 0|-",
                "50000|--eta 0.5 --lambda 0.00298|--lambda 0.00298 has no effect: a step's decay, eta * lambda "
                        + "/ training "
                        + "examples, is below 3e-8, which 32-bit weights round away; give a larger value, or 0",
                "50000|--eta 0.5 --lambda 0.00299|-",
                "50000|--eta 0.5 --lambda 0.00298 --momentum 0.9|-",
                "50000|--eta 0.5 --lambda 0.00298 --optimizer lbfgs|-",
                "50000|--optimizer adamw --lambda 0 --eta 1e-6 --weight-decay 0.01|--weight-decay 0.01 has no "
                        + "effect: a "
                        + "step's decay, eta * weight-decay, is below 3e-8, which 32-bit weights round away; give a "
                        + "larger value, or 0",
            })
    void notices_nameAdaptedDefaultsAndPenaltiesWithoutEffect(int size, String flags, String notice) {
        CommandLine command = new CommandLine(new TrainCommand());
        command.parseArgs(flags == null ? new String[0] : flags.split(" "));
        RunSpec spec = SettingOptions.given(command).spec();
        Architecture architecture = Architecture.sigmoid(List.of(4, 3), Cost.CROSS_ENTROPY);
        Dataset data = new Dataset("data", 2, 2, Schema.numbered(3), new byte[4 * size], new byte[size]);
        assertEquals(
                notice == null ? List.of() : List.of(notice),
                PenaltyNotices.of(spec, spec.options(architecture, data).hyperparameters(), size));
    }
}
