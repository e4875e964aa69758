package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.model.Safetensors.Tensor;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsModelTest {
    private static final List<Activation> ACTIVATIONS = List.of(Activation.GELU, Activation.SOFTMAX);
    private static final Map<String, String> METADATA =
            Map.of("activations", "gelu,softmax", "cost", "log-likelihood", "version", "1");

    @TempDir
    private Path folder;

    /** A file, read as the format is described and with none of our code. */
    private static final class Independent {
        private final ByteBuffer file;
        private final JsonObject header;
        private final int start;

        Independent(Path path) throws IOException {
            file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            start = Math.toIntExact(8 + file.getLong(0));
            String text = new String(file.array(), 8, start - 8, StandardCharsets.UTF_8);
            header = JsonParser.parseString(text).getAsJsonObject();
        }

        JsonArray shape(String name) {
            return header.getAsJsonObject(name).getAsJsonArray("shape");
        }

        /** Returns the number at a place of a tensor, which is row-major, four bytes a number. */
        float number(String name, int index) {
            assertEquals("F32", header.getAsJsonObject(name).get("dtype").getAsString());
            JsonArray offsets = header.getAsJsonObject(name).getAsJsonArray("data_offsets");
            int place = offsets.get(0).getAsInt() + 4 * index;
            assertTrue(place + 4 <= offsets.get(1).getAsInt());
            return file.getFloat(start + place);
        }
    }

    @Test
    void write_readIndependently_isWhatPyTorchsLinearLayersTake() throws IOException {
        Architecture architecture = Architecture.of(List.of(5, 4, 3), ACTIVATIONS, Cost.LOG_LIKELIHOOD);
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, Model.of(network));
        Independent read = new Independent(file);
        assertEquals(
                Set.of("__metadata__", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"),
                read.header.keySet());
        JsonObject metadata = read.header.getAsJsonObject("__metadata__");
        assertEquals(
                "{\"task\":\"classification\",\"names\":[\"0\",\"1\",\"2\"],\"image\":null,\"features\":[]}",
                metadata.remove("schema").getAsString());
        assertEquals(
                JsonParser.parseString(
                        "{\"activations\":\"gelu_tanh,softmax\",\"cost\":\"log-likelihood\",\"version\":\"1\"}"),
                metadata);
        assertEquals("[4,5]", read.shape("layers.0.weight").toString());
        assertEquals("[3,4]", read.shape("layers.1.weight").toString());
        assertEquals("[4]", read.shape("layers.0.bias").toString());
        assertEquals("[3]", read.shape("layers.1.bias").toString());
        for (int l = 0; l < 2; l++) {
            int inputs = architecture.sizes().get(l);
            for (int to = 0; to < architecture.sizes().get(l + 1); to++) {
                assertEquals(network.bias(l, to), read.number("layers." + l + ".bias", to));
                for (int from = 0; from < inputs; from++) {
                    assertEquals(
                            network.weight(l, from, to), read.number("layers." + l + ".weight", to * inputs + from));
                }
            }
        }
        assertEquals(read.start + 4 * architecture.parameterCount(), read.file.capacity());
    }

    /**
     * Python's safetensors 0.8.0 wrote it: the weight from input i to neuron j of layer l is l + j + i/8, its bias −j.
     */
    @Test
    void read_fileWrittenByPython_hasItsNumbers() throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(getClass().getResource("python.safetensors"))
                .toURI());
        Network network = ModelFile.read(file).network();
        assertEquals(Architecture.of(List.of(3, 4, 2), ACTIVATIONS, Cost.LOG_LIKELIHOOD), network.architecture());
        for (int l = 0; l < 2; l++) {
            for (int to = 0; to < network.architecture().sizes().get(l + 1); to++) {
                assertEquals(0f - to, network.bias(l, to));
                for (int from = 0; from < network.architecture().sizes().get(l); from++) {
                    assertEquals(l + to + from / 8f, network.weight(l, from, to));
                }
            }
        }
    }

    @Test
    void read_geluUnderEitherName_isTheSameActivation() {
        Path file = folder.resolve("model.safetensors");
        for (String name : List.of("gelu", "gelu_tanh")) {
            Map<String, String> metadata = new HashMap<>(METADATA);
            metadata.put("activations", name + ",softmax");
            new Safetensors(tensors(), metadata).write(file);
            Architecture read = ModelFile.read(file).network().architecture();
            assertEquals(Activation.GELU, read.layers().get(0).activation(), name);
        }
    }

    @Test
    void read_withoutVersion_isAsVersionOne() {
        Map<String, String> metadata = new HashMap<>(METADATA);
        metadata.remove("version");
        Path file = folder.resolve("model.safetensors");
        new Safetensors(tensors(), metadata).write(file);
        assertEquals(
                ACTIVATIONS.size(),
                ModelFile.read(file).network().architecture().layers().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            activations | | its metadata lack activations; save it with {"activations": "relu,softmax", "cost": "log-likelihood"} as metadata, an activation for each layer
            cost | | its metadata lack cost; save it with {"activations": "relu,softmax", "cost": "log-likelihood"} as metadata, an activation for each layer
            activations | swish,softmax | its metadata name 'swish', which is unknown
            activations | gelu,softmax, | its metadata name '', which is unknown
            cost | log | its metadata name 'log', which is unknown
            version | 2 | its metadata name the version '2'; this program reads 1
            activations | softmax | it has 4 tensors, where a weight and a bias for each of its activations make 2
            activations | softmax,softmax | softmax is for the output layer only
            """)
    void read_otherMetadata_saysWhatIsWrong(String key, String value, String fault) {
        Map<String, String> metadata = new HashMap<>(METADATA);
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        assertFault(fault, tensors(), metadata);
    }

    @Test
    void read_stateDictOfPyTorch_saysWhatItsMetadataLack() {
        String fault = "its metadata lack activations and cost; save it with {\"activations\": \"relu,softmax\", "
                + "\"cost\": \"log-likelihood\"} as metadata, an activation for each layer";
        assertFault(fault, tensors(), Map.of("format", "pt"));
    }

    @Test
    void read_otherTensors_saysWhatIsWrong() {
        assertFault("it has no tensor layers.0.weight of 2 dimensions", with(0, "layers.2.weight", 2, 3));
        assertFault("it has no tensor layers.0.weight of 2 dimensions", with(0, "layers.0.weight", 6));
        assertFault("it has no tensor layers.0.bias of the shape [2]", with(1, "layers.0.bias", 3));
        assertFault("it has no tensor layers.1.weight of the shape [4, 2]", with(2, "layers.1.weight", 4, 5));
        assertFault("it has no tensor layers.1.bias of the shape [4]", with(3, "layers.1.bias", 4, 1));
        assertFault("a layer needs at least one input and one output, not 0 and 2", with(0, "layers.0.weight", 2, 0));
    }

    @Test
    void read_numberThatIsNotFinite_isRefused() {
        List<Tensor> tensors = tensors();
        tensors.get(0).values()[4] = Float.NaN;
        assertFault(
                "number 4 of the tensor layers.0.weight is NaN: the network diverged while it was trained", tensors);
    }

    /** Returns the tensors of a network of 3, 2 and 4. */
    private static List<Tensor> tensors() {
        return new ArrayList<>(List.of(
                tensor("layers.0.weight", 2, 3),
                tensor("layers.0.bias", 2),
                tensor("layers.1.weight", 4, 2),
                tensor("layers.1.bias", 4)));
    }

    private static List<Tensor> with(int index, String name, Integer... shape) {
        List<Tensor> tensors = tensors();
        tensors.set(index, tensor(name, shape));
        return tensors;
    }

    private static Tensor tensor(String name, Integer... shape) {
        int size = List.of(shape).stream().reduce(1, (a, b) -> a * b);
        return new Tensor(name, List.of(shape), new float[size]);
    }

    private void assertFault(String fault, List<Tensor> tensors) {
        assertFault(fault, tensors, METADATA);
    }

    private void assertFault(String fault, List<Tensor> tensors, Map<String, String> metadata) {
        Path file = folder.resolve("other.safetensors");
        new Safetensors(tensors, metadata).write(file);
        assertEquals(
                file + ": is no model of this program: " + fault,
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }
}
