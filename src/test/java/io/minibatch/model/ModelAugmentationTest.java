package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.Augmentation;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The augmentation of a model's training images, in files of every format. */
class ModelAugmentationTest {
    private static final String WRITTEN = "{\"rotate\":15.0,\"shear\":15.0,\"scale\":0.175,\"translate\":0.0,"
            + "\"shifts\":false,\"sigma\":[5.0,6.0],\"alpha\":[36.0,38.0],"
            + "\"gentle\":{\"classes\":[1,7],\"part\":0.5}}";

    private static final Network NETWORK = Initializer.DEFAULT.initialize(
            Architecture.of(List.of(12, 3, 2), List.of(Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD), 3);

    private static final Schema IMAGES = Schema.ofImages(3, 4, List.of("a", "b"));

    @TempDir
    private Path folder;

    private static Model model(Augmentation augmentation) {
        return new Model(NETWORK, IMAGES, null, augmentation);
    }

    static Stream<Augmentation> augmentations() {
        return Stream.of(
                AugmentationPreset.SIMARD_AFFINE.of(3, 4),
                AugmentationPreset.SIMARD_ELASTIC.of(3, 4),
                AugmentationPreset.CIRESAN.of(3, 4),
                Augmentation.none(3, 4),
                new Augmentation(
                        3,
                        4,
                        new Augmentation.Affine(1.0 / 3, 1e-300, 0.9, Math.PI, true),
                        new Augmentation.Elastic(
                                new Augmentation.Range(0.1, 0.2), new Augmentation.Range(Double.MIN_VALUE, 1000)),
                        new Augmentation.Gentle(Set.of(63, 0, 17), 0)));
    }

    @ParameterizedTest
    @MethodSource("augmentations")
    void augmentation_writtenAndRead_isTheSame(Augmentation augmentation) {
        for (String name : List.of("model.json", "model.safetensors")) {
            Path file = folder.resolve(name);
            model(augmentation).save(file);
            assertEquals(model(augmentation), Model.load(file));
        }
    }

    @Test
    void augmentation_inEveryFormat_isTheSameText() throws IOException, OrtException {
        Model model = model(AugmentationPreset.CIRESAN.of(3, 4));
        Path json = folder.resolve("model.json");
        Path safetensors = folder.resolve("model.safetensors");
        Path onnx = folder.resolve("model.onnx");
        Stream.of(json, safetensors, onnx).forEach(model::save);
        assertTrue(Files.readString(json).endsWith(",\"augmentation\":" + WRITTEN + "}"), Files.readString(json));
        assertEquals(WRITTEN, Safetensors.read(safetensors).metadata().get("augmentation"));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
            assertEquals(
                    WRITTEN,
                    session.getMetadata().getCustomMetadataValue("augmentation").orElseThrow());
        }
    }

    @Test
    void files_ofModelWithoutAugmentation_lackTheKey() throws IOException {
        Model model = new Model(NETWORK, IMAGES, null);
        for (String name : List.of("model.json", "model.safetensors", "model.onnx")) {
            Path file = folder.resolve(name);
            model.save(file);
            assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("augmentation"));
        }
        assertNull(Model.load(folder.resolve("model.json")).augmentation());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "rotate":15.0 | "rotate":181 | augmentation: rotate must be 0 to 180 degrees, not 181.0
            "rotate":15.0 | "rotate":"15" | augmentation.rotate is a text, not a number
            "rotate":15.0 | "rotate":1e999 | augmentation.rotate is too large for a float64
            "rotate":15.0 | "shear":15.0 | augmentation.shear is there twice
            "shifts":false | "shifts":0 | augmentation.shifts is a number, not true or false
            [5.0,6.0] | [6.0,5.0] | augmentation: elastic 6-5 is no range: the second number must not be smaller
            [5.0,6.0] | [5.0] | augmentation: sigma has 1 numbers, not the two ends of a range
            [5.0,6.0] | [5.0,60] | augmentation: elastic sigma must be above 0 and at most 20, not 5-60
            [36.0,38.0] | 36 | augmentation.alpha is a number, not a list
            [1,7] | [1,64] | augmentation: gentle classes must be 0 to 63, not 64
            [1,7] | [1,7.5] | augmentation.gentle.classes[1] is 7.5, not a whole number
            "part":0.5 | "part":2 | augmentation: the gentle classes' part must be 0 to 1, not 2.0
            """)
    void read_damagedAugmentation_namesTheKey(String good, String bad, String fault) throws IOException {
        String damaged = WRITTEN.replace(good, bad);
        assertFaults(fault, IMAGES, null, damaged);
    }

    @Test
    void read_keysThatAreMissingOrOfLaterVersions_changeNothing() throws IOException {
        Path file = folder.resolve("model.json");
        write(file, IMAGES, null, "{\"blur\": [1], \"gentle\": {\"by\": 3}}");
        assertEquals(model(Augmentation.none(3, 4)), Model.load(file));
    }

    @Test
    void read_augmentationOfOtherThanImagesOfBytes_isRefused() throws IOException {
        Schema rows = new Schema(Task.CLASSIFICATION, List.of("a", "b"), null, List.of());
        assertFaults("augmentation is for images of bytes, but the model takes rows of numbers", rows, null, WRITTEN);
        float[] ones = new float[12];
        Arrays.fill(ones, 1);
        Standardization standardization = new Standardization(ones, ones);
        assertFaults(
                "augmentation is for images of bytes, but the model takes standardized images",
                IMAGES,
                standardization,
                WRITTEN);
    }

    @Test
    void model_ofImagesOfAnotherSize_isRefused() {
        assertEquals(
                "the augmentation is for images of 4×3, the network for images of 3×4",
                assertThrows(IllegalArgumentException.class, () -> model(Augmentation.none(4, 3)))
                        .getMessage());
    }

    private void write(Path file, Schema schema, @Nullable Standardization standardization, String augmentation)
            throws IOException {
        new Model(NETWORK, schema, standardization).save(file);
        if (file.toString().endsWith(".json")) {
            JsonObject text = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            String whole = text.toString();
            Files.writeString(file, whole.substring(0, whole.length() - 1) + ",\"augmentation\":" + augmentation + "}");
        } else {
            Safetensors content = Safetensors.read(file);
            Map<String, String> metadata = new HashMap<>(content.metadata());
            metadata.put("augmentation", augmentation);
            new Safetensors(content.tensors(), metadata).write(file);
        }
    }

    private void assertFaults(
            String fault, Schema schema, @Nullable Standardization standardization, String augmentation)
            throws IOException {
        Path json = folder.resolve("model.json");
        write(json, schema, standardization, augmentation);
        assertEquals(
                json + ": " + fault,
                assertThrows(ModelException.class, () -> Model.load(json)).getMessage());
        Path safetensors = folder.resolve("model.safetensors");
        write(safetensors, schema, standardization, augmentation);
        assertEquals(
                safetensors + ": is no model of this program: " + fault,
                assertThrows(ModelException.class, () -> Model.load(safetensors))
                        .getMessage());
    }
}
