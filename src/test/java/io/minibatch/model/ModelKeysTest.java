package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Safetensors.Tensor;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of a model file beyond the network: {@code schema} and {@code standardization}. */
class ModelKeysTest {
    /** Names of any Unicode text: other scripts, two char values, quotes, a line's end, nothing, combining marks. */
    private static final List<String> NAMES = List.of("猫", "\ud83d\udc36", "a \"b\"\\\n\u0000", "", "e\u0301");

    private static final Network FOUR_INPUTS = network(4, Activation.SIGMOID, 2);
    private static final String SCHEMA =
            "{\"task\": \"multi-label\", \"names\": [\"cat\", \"dog\"], \"image\": [2, 2], \"features\": []}";
    private static final String STANDARDIZATION = "{\"mean\": [1, 2, 3, 4], \"deviation\": [1, 1, 1, 0.5]}";

    @TempDir
    private Path folder;

    private static Network network(int inputs, Activation output, int outputs) {
        Architecture architecture =
                Architecture.of(List.of(inputs, 3, outputs), List.of(Activation.TANH, output), Cost.matching(output));
        return Initializer.DEFAULT.initialize(architecture, 3);
    }

    static Stream<Model> models() {
        Standardization standardization = new Standardization(
                new float[] {-0.1f, Float.MIN_VALUE, 1e30f, 0}, new float[] {1 / 3f, 1, Float.MAX_VALUE, 1e-38f});
        Network softmax = network(4, Activation.SOFTMAX, 5);
        List<String> features = List.of("length", "width", "", "length");
        return Stream.of(
                new Model(softmax, Schema.ofImages(1, 4, NAMES), null),
                new Model(softmax, Schema.ofImages(2, 2, List.of("7", "3", "1", "0", "2")), standardization),
                new Model(FOUR_INPUTS, new Schema(Task.MULTI_LABEL, List.of("cat", "dog"), null, features), null),
                new Model(
                        network(4, Activation.SIGMOID, 1),
                        new Schema(Task.BINARY, List.of("no", "yes"), null, List.of()),
                        null),
                new Model(
                        network(4, Activation.IDENTITY, 1),
                        new Schema(Task.REGRESSION, List.of("price"), null, NAMES.subList(0, 4)),
                        standardization),
                new Model(
                        network(784, Activation.IDENTITY, 2),
                        new Schema(Task.CLASSIFICATION, List.of("x".repeat(1000), "y"), null, List.of()),
                        null));
    }

    @ParameterizedTest
    @MethodSource("models")
    void json_writtenAndRead_isTheSameModel(Model model) {
        assertRoundTrip(model, folder.resolve("model.json"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void safetensors_writtenAndRead_isTheSameModel(Model model) {
        assertRoundTrip(model, folder.resolve("model.safetensors"));
    }

    private static void assertRoundTrip(Model model, Path file) {
        ModelFile.write(file, model);
        assertEquals(model, ModelFile.read(file));
    }

    @Test
    void read_fileWithoutTheKeys_isAsTheNetworkAlone() throws IOException {
        Path json = folder.resolve("model.json");
        Path safetensors = folder.resolve("model.safetensors");
        Network network = network(64, Activation.IDENTITY, 3);
        ModelFile.write(json, Model.of(network));
        JsonObject text = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        text.remove("schema");
        Files.writeString(json, text.toString());
        ModelFile.write(safetensors, Model.of(network));
        Safetensors content = Safetensors.read(safetensors);
        Map<String, String> metadata = new HashMap<>(content.metadata());
        metadata.remove("schema");
        new Safetensors(content.tensors(), metadata).write(safetensors);
        assertEquals(Model.of(network), ModelFile.read(json));
        assertEquals(Model.of(network), ModelFile.read(safetensors));
        assertEquals(new ImageSize(8, 8), ModelFile.read(json).schema().image());
    }

    /** As somebody adds names by hand. */
    @Test
    void read_schemaOfNamesOnly_assumesTheRest() throws IOException {
        Path file = folder.resolve("model.json");
        ModelFile.write(file, Model.of(network(64, Activation.SOFTMAX, 2)));
        JsonObject text = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        text.add("schema", JsonParser.parseString("{\"author\": {\"a\": [1]}, \"names\": [\"cat\", \"dog\"]}"));
        Files.writeString(file, text.toString());
        assertEquals(
                Schema.ofImages(8, 8, List.of("cat", "dog")),
                ModelFile.read(file).schema());
    }

    @Test
    void read_softmaxOfSeveralLabels_isRefused() throws IOException {
        Path file = folder.resolve("model.json");
        ModelFile.write(file, Model.of(network(64, Activation.SOFTMAX, 2)));
        Files.writeString(file, Files.readString(file).replace("\"classification\"", "\"multi-label\""));
        assertEquals(
                file
                        + ": schema.task is 'multi-label', but softmax outputs are for one class of several; use sigmoid outputs",
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "multi-label" | "clustering" | schema.task is 'clustering'; choose from classification, binary, multi-label, regression
            "multi-label" | 3 | schema.task is a number, not a text
            "multi-label" | null | schema.task is empty, not a text
            ["cat", "dog"] | ["cat"] | schema.names has 1 names, but the network has 2 outputs
            ["cat", "dog"] | ["cat", "dog", "owl"] | schema.names has 3 names, but the network has 2 outputs
            ["cat", "dog"] | ["cat", "cat"] | schema.names: outputs must have different names, not 'cat' twice
            ["cat", "dog"] | ["cat", 7] | schema.names[1] is a number, not a text
            ["cat", "dog"] | "cat, dog" | schema.names is a text, not a list
            ["cat", "dog"] | ["cat", "\\ud800"] | schema.names: the name '?' has half of a character
            "dog"] | "LONG"] | schema.names: a name has at most 1000 characters, not the 1001 of 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'
            [2, 2] | [2, 3] | schema.image is [2, 3], which must be the rows and columns of 4 inputs
            [2, 2] | [65536, 65536] | schema.image is [65536, 65536], which must be the rows and columns of 4 inputs
            [2, 2] | [-2, -2] | schema.image is [-2, -2], which must be the rows and columns of 4 inputs
            [2, 2] | [4] | schema.image is [4], which must be the rows and columns of 4 inputs
            [2, 2] | [2.5, 2] | schema.image[0] is 2.5, not a whole number
            [2, 2] | 4 | schema.image is a number, not a list
            "features": [] | "features": ["a", "b"] | schema.features has 2 names, but the network takes 4 inputs
            "features": [] | "features": ["a", "b", "c", "\\udc00"] | schema.features: the name '?' has half of a character
            "features": [] | "features": {} | schema.features is an object in braces, not a list
            "features": [] | "names": ["cat", "dog"] | schema.names is there twice
            """)
    void read_damagedSchema_namesTheKey(String good, String bad, String fault) throws IOException {
        String schema = SCHEMA.replace(good, bad.replace("LONG", "x".repeat(1001)));
        assertFaultOfJson(fault, schema, STANDARDIZATION);
        assertFaultOfSafetensors(fault, schema);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "deviation": [1 | "deviation": [0 | standardization: feature 0 has mean 1.0 and deviation 0.0
            "deviation": [1 | "deviation": [-1 | standardization: feature 0 has mean 1.0 and deviation -1.0
            [1, 2, 3, 4] | [1, 2, 3] | standardization.mean has 3 numbers, but the network takes 4 inputs
            "mean" | "means" | standardization.mean has 0 numbers, but the network takes 4 inputs
            0.5] | 0.5, 1] | standardization.deviation has 5 numbers, but the network takes 4 inputs
            0.5] | NaN] | standardization.deviation[3] is NaN, not a finite number
            0.5] | 1e39] | standardization.deviation[3] is too large for a float32
            0.5] | "1"] | standardization.deviation[3] is "1", not a number
            {"mean" | [{"mean" | standardization is a list, not an object in braces
            "deviation" | "mean": [1], "deviation" | standardization.mean is there twice
            """)
    void read_damagedStandardization_namesTheKey(String good, String bad, String fault) throws IOException {
        String damaged = STANDARDIZATION.replace(good, bad);
        assertFaultOfJson(fault, SCHEMA, damaged.startsWith("[") ? damaged + "]" : damaged);
    }

    @Test
    void readSafetensors_damagedStandardization_namesTheTensor() {
        float[] ones = {1, 1, 1, 1};
        assertFault("it has no tensor standardization.deviation of the shape [4]", List.of(tensor("mean", ones)));
        assertFault("it has no tensor standardization.mean of the shape [4]", List.of(tensor("deviation", ones)));
        assertFault(
                "it has no tensor standardization.mean of the shape [4]",
                List.of(tensor("mean", 1, 1), tensor("deviation", ones)));
        assertFault(
                "standardization: feature 1 has mean 1.0 and deviation 0.0",
                List.of(tensor("mean", ones), tensor("deviation", 1, 0, 1, 1)));
        assertFault(
                "number 2 of the tensor standardization.mean is Infinity: must be finite",
                List.of(tensor("mean", 1, 1, Float.POSITIVE_INFINITY, 1), tensor("deviation", ones)));
        assertFault(
                "it has 5 tensors, where a weight and a bias for each of its activations make 4",
                List.of(tensor("mean", ones), tensor("deviation", ones), tensor("variance", ones)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [] | schema is a list, not an object in braces
            {"names" | schema is cut off at schema.names
            nothing | schema is no JSON: bad JSON at schema
            {} {} | schema is no JSON: bad JSON at schema
            """)
    void readSafetensors_schemaThatIsNoObject_saysSo(String schema, String fault) {
        assertFaultOfSafetensors(fault, schema);
    }

    private static Tensor tensor(String name, float... values) {
        return new Tensor("standardization." + name, List.of(values.length), values);
    }

    private void assertFaultOfJson(String fault, String schema, String standardization) throws IOException {
        Path file = folder.resolve("model.json");
        ModelFile.write(file, Model.of(FOUR_INPUTS));
        JsonObject text = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        text.remove("schema");
        String network = text.toString();
        Files.writeString(
                file,
                network.substring(0, network.length() - 1) + ", \"schema\": " + schema + ", \"standardization\": "
                        + standardization + "}");
        assertEquals(
                file + ": " + fault,
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }

    private void assertFaultOfSafetensors(String fault, String schema) {
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, Model.of(FOUR_INPUTS));
        Safetensors content = Safetensors.read(file);
        Map<String, String> metadata = new HashMap<>(content.metadata());
        metadata.put("schema", schema);
        new Safetensors(content.tensors(), metadata).write(file);
        assertEquals(
                file + ": is no model of this program: " + fault,
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }

    private void assertFault(String fault, List<Tensor> added) {
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, Model.of(FOUR_INPUTS));
        Safetensors content = Safetensors.read(file);
        List<Tensor> tensors = new ArrayList<>(content.tensors());
        tensors.addAll(added);
        new Safetensors(tensors, content.metadata()).write(file);
        assertEquals(
                file + ": is no model of this program: " + fault,
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }
}
