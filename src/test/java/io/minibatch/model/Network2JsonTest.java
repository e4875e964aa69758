package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Network2JsonTest {
    private static final String GOOD =
            "{\"sizes\": [2, 1], \"weights\": [[[0.5, -1e-3]]], \"biases\": [[[2]]], " + "\"cost\": \"QuadraticCost\"}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Cost.class)
    void write_andRead_giveTheSameBits(Cost cost) {
        Activation output = cost == Cost.LOG_LIKELIHOOD ? Activation.SOFTMAX : Activation.SIGMOID;
        Architecture architecture = Architecture.of(List.of(50, 30, 10), List.of(Activation.GELU, output), cost);
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Path file = folder.resolve("model.json");
        Network2Json.write(file, Model.of(network));
        assertEquals(network, Network2Json.read(file).network());
    }

    @Test
    void gelu_isWrittenAsItsTanhForm_andReadUnderEitherName() throws IOException {
        Architecture architecture =
                Architecture.of(List.of(3, 2, 1), List.of(Activation.GELU, Activation.TANH), Cost.QUADRATIC);
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Path file = folder.resolve("model.json");
        Network2Json.write(file, Model.of(network));
        String text = Files.readString(file);
        assertTrue(text.contains("\"activations\":[\"gelu_tanh\",\"tanh\"]"), text);
        Files.writeString(file, text.replace("gelu_tanh", "gelu"));
        assertEquals(network, Network2Json.read(file).network());
    }

    @Test
    void write_extremeFloats_surviveTheRoundTrip() {
        float[] extremes = {Float.MIN_VALUE, Float.MAX_VALUE, -0.0f, 1.1754942e-38f, 16777216f, 0.1f};
        Network network = new Network(Architecture.sigmoid(List.of(5, 1), Cost.QUADRATIC), extremes);
        Path file = folder.resolve("model.json");
        Network2Json.write(file, Model.of(network));
        assertEquals(network, Network2Json.read(file).network());
    }

    @Test
    void write_usesTheShapesOfNetwork2() throws IOException {
        Path file = folder.resolve("model.json");
        Network network = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(3, 2), Cost.CROSS_ENTROPY), 3);
        Network2Json.write(file, Model.of(network));
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonArray weights = json.getAsJsonArray("weights").get(0).getAsJsonArray();
        JsonArray biases = json.getAsJsonArray("biases").get(0).getAsJsonArray();
        assertEquals(2, weights.size());
        assertEquals(3, weights.get(0).getAsJsonArray().size());
        assertEquals(
                network.weight(0, 2, 1), weights.get(1).getAsJsonArray().get(2).getAsFloat());
        assertEquals(2, biases.size());
        assertEquals(1, biases.get(0).getAsJsonArray().size());
        assertEquals("CrossEntropyCost", json.get("cost").getAsString());
    }

    @Test
    void read_fileWrittenByNetwork2_hasItsNumbers() throws URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(getClass().getResource("network2.json")).toURI());
        Network network = Network2Json.read(file).network();
        assertEquals(Architecture.sigmoid(List.of(3, 4, 2), Cost.CROSS_ENTROPY), network.architecture());
        assertEquals(0.20604882f, network.weight(0, 2, 1));
        assertEquals(-0.9916465f, network.bias(1, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "0.5|NaN|weights[0][0][0] is NaN: the network diverged while it was trained",
                "-1e-3|-Infinity|weights[0][0][1] is -Infinity: the network diverged while it was trained",
                "[2]|[NaN]|biases[0][0][0] is NaN: the network diverged while it was trained",
                "0.5|1e39|weights[0][0][0] is too large for a float32",
                "0.5|\"1\"|weights[0][0][0] is \"1\", not a number",
                "0.5|null|weights[0][0][0] is empty, not a number",
                "0.5|true|weights[0][0][0] is true or false, not a number",
                "0.5|[0.5]|weights[0][0][0] is a list, not a number",
                "[[[0.5, -1e-3]]]|[[0.5, -1e-3]]|weights[0][0] is a number, not a list",
                "[[[0.5, -1e-3]]]|{}|weights is an object in braces, not a list",
                "[[2]]|[2]|biases[0][0] is a number, not a list",
                "[2, 1]|[2.5, 1]|sizes[0] is 2.5, not a whole number",
                "[2, 1]|[2, \"1\"]|sizes[1] is a text, not a number",
                "\"QuadraticCost\"|3|cost is a number, not a text",
                "{\"sizes\"|[\"sizes\"|is not a model: it is a list, not an object in braces",
                "0.5, -1e-3|0.5|weights[0][0] has 1 numbers, but its sizes need 2",
                "[[2]]|[[2], [3]]|biases[0] has 2 rows, but its sizes need 1",
                "[2, 1]|[2, 1, 1]|has 1 weight and 1 bias matrices, but its sizes [2, 1, 1] need 2 of each",
                "[2, 1]|[2]|has the sizes [2]: a network needs at least one layer after its inputs",
                "[2, 1]|[2, 0]|has the sizes [2, 0]: a layer needs at least one input and one output, not 2 and 0",
                "[2, 1]|[]|has the sizes []: a network needs at least one layer after its inputs",
                "[2, 1]|[2000000000, 1]|"
                        + "has the sizes [2000000000, 1]: the network would have more than 268435456 parameters, the "
                        + "maximum",
                "QuadraticCost|LogCost|has the unknown cost 'LogCost'; known are QuadraticCost, "
                        + "CrossEntropyCost and LogLikelihoodCost",
                "\"cost\"|\"price\"|is not a model: \"cost\" is missing",
                "\"QuadraticCost\"}|\"QuadraticCost\"|is cut off at $.cost",
                "\"QuadraticCost\"}|\"QuadraticCost\", \"activations\": [\"swish\"]}|has the unknown activation 'swish'",
            })
    void read_brokenFile_namesTheFileAndThePlace(String good, String bad, String message) throws IOException {
        Path file = folder.resolve("model.json");
        Network2Json.read(Files.writeString(file, GOOD));
        assertFault(file + ": " + message, Files.writeString(file, GOOD.replace(good, bad)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "[1, -Infinity, {\"a\": NaN}]",
                "\"LONG\"",
                "{\"LONG\": [[\"LONG\\\"\"]]}",
                "null",
                "1e999"
            })
    void read_keyThatIsNotOurs_isIgnoredWhateverItHolds(String value) throws IOException {
        Path file = folder.resolve("model.json");
        String extra = value.replace("LONG", "w".repeat(5000));
        Files.writeString(file, GOOD.replace("\"cost\"", "\"log\": " + extra + ", \"cost\""));
        assertEquals(
                List.of(2, 1), Network2Json.read(file).network().architecture().sizes());
    }

    /** Only the numbers may be what Python writes beyond JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"'cost'", "\"log\": NaN, 'cost'", "cost", "\"log\": [Infinity], cost"})
    void read_keyWithoutItsQuotes_isRefused(String key) throws IOException {
        Path file = folder.resolve("model.json");
        Files.writeString(file, GOOD.replace("\"cost\"", key));
        ModelException refused = assertThrows(ModelException.class, () -> Network2Json.read(file));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(file + ": "), refused::toString);
    }

    /** Sizes and rows that would take a gibibyte if they were believed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sizes\": [16000, 16000], \"weights\": [[[0.5]]], \"biases\": [[[2]]], \"cost\": \"QuadraticCost\"}",
                "{\"weights\": [[[WIDE 0], SHORT [0]]]}"
            })
    void read_sizesThatAreNotThere_takeNoMemory(String text) throws IOException {
        Path file = folder.resolve("model.json");
        String json = text.replace("WIDE", "0,".repeat(20_000)).replace("SHORT", "[],".repeat(10_000));
        Files.writeString(file, json);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThrows(ModelException.class, () -> Network2Json.read(file));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 100L * json.length() + 4_000_000, () -> allocated + " bytes for " + json.length());
    }

    @Test
    void read_numberOfMillionsOfDigits_isRefusedWithoutHoldingIt() throws IOException {
        Path file = folder.resolve("model.json");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("{\"sizes\": [");
            for (int i = 0; i < 3_000_000; i++) {
                out.write("1234567890");
            }
        }
        assertFault(file + ": is not a model: it has more than 1000 characters in one number or word", file);
    }

    @Test
    void read_missingFile_saysSo() {
        Path file = folder.resolve("nowhere.json");
        assertFault(file + ": no such model file", file);
        assertFault(folder + ": is a folder, not a model file", folder);
    }

    @Test
    void write_folderMissing_namesTheFile() {
        Path file = folder.resolve("missing").resolve("model.json");
        Network network = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(3, 2), Cost.CROSS_ENTROPY), 3);
        assertThrows(ModelException.class, () -> Network2Json.write(file, Model.of(network)));
        assertFalse(Files.exists(file));
    }

    private static void assertFault(String message, Path file) {
        assertEquals(
                message,
                assertThrows(ModelException.class, () -> Network2Json.read(file))
                        .getMessage());
    }
}
