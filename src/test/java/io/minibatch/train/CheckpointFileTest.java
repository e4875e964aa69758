package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointFileTest {
    private static final Architecture ARCHITECTURE = Architecture.sigmoid(List.of(3, 2), Cost.CROSS_ENTROPY);

    @TempDir
    private Path folder;

    private Path json;
    private TrainingState state;

    @BeforeEach
    void writeOne() {
        json = folder.resolve("epoch-000002.json");
        Network network = Initializer.DEFAULT.initialize(ARCHITECTURE, 3);
        Measurement measurement = new Measurement(
                2,
                Map.of(Monitor.EVALUATION_ACCURACY, 0.5, Monitor.TRAINING_COST, Double.POSITIVE_INFINITY),
                0.1,
                2.5,
                1e6);
        state = new TrainingState(
                2,
                network,
                new float[] {1, 2, 3},
                network,
                new Average(Averaging.Exponential.standard(), 20, network),
                new TrainingState.Progress(List.of(measurement), 1L << 40, 2.5));
        CheckpointFile.write(json, state);
    }

    @Test
    void read_whatWasWritten_isTheSame() {
        assertEquals(state, CheckpointFile.read(json, ARCHITECTURE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "epoch":2, | "epoch":null, | is damaged: "epoch" must be a text or a number
            "epoch":2, | "epoch":[2,3], | is damaged: "epoch" must be a text or a number
            "epoch":2, | "epoch":2.5, | is damaged: "epoch" must be a whole number from 0 to 2147483647, not 2.5
            "epoch":2, | "epoch":-1, | is damaged: "epoch" must be a whole number from 0 to 2147483647, not -1
            "epoch":2, |  | is damaged: "epoch" is missing
            "seconds":2.5, | "seconds":{}, | is damaged: measurements 1: "seconds" must be a text or a number
            "eta":0.1 | "eta":null | is damaged: measurements 1: "eta" must be a text or a number
            "eta":0.1 | "eta":"much" | is damaged: measurements 1: "eta" must be a number, not "much"
            "measurements":[ | "measurements":[null, | is damaged: measurements 1: must be an object in braces
            "measurements":[ | "measurements":["a\\u0007", | is damaged: measurements 1: must be an object in braces
            "format":" | "format":null, "was":" | is damaged: "format" must be a text or a number
            "network":" | "network":"big\\n | is of the network big?[3, 2] [sigmoid] cross-entropy, not of [3, 2] [sigmoid] cross-entropy
            ema:0.999 | ema:2 | is damaged: ema:2: the decay of a moving average must be above 0 and below 1, not 2.0
            "averaged":20 | "averaged":-1 | is damaged: "averaged" must be a whole number from 0 to 9007199254740992, not -1
            "averaged":20 | "averaged":0 | is damaged: its average and the number of averaged weights, 0, contradict each other
            "sha256" | "md5" | is damaged: "sha256" is missing
            { | [ | is damaged: is not JSON at line 1, column 11
            """)
    void read_jsonOfWrongTypes_namesTheFileAndTheField(String good, String bad, String fault) throws IOException {
        String text = Files.readString(json);
        Files.writeString(json, text.replace(good, bad == null ? "" : bad));
        assertEquals(
                json + ": " + fault,
                assertThrows(CheckpointException.class, () -> CheckpointFile.read(json, ARCHITECTURE))
                        .getMessage());
    }

    @Test
    void read_bytesThatAreNoText_saysSo() throws IOException {
        Files.write(json, new byte[] {'{', (byte) 0xFF, '}'});
        assertEquals(
                json + ": cannot be read: it is not a text in UTF-8",
                assertThrows(CheckpointException.class, () -> CheckpointFile.read(json, ARCHITECTURE))
                        .getMessage());
    }
}
