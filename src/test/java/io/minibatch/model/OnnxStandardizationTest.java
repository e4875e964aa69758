package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonParser;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By ONNX Runtime, which knows nothing of us. */
class OnnxStandardizationTest {
    private static final Standardization STANDARDIZATION =
            new Standardization(new float[] {0.1f, -3e7f, 0, 1 / 3f}, new float[] {0.3f, 7e6f, 1, 1e-4f});
    private static final float[][] ROWS = {
        {0.7f, -1.25e7f, -2, 0.33f}, {-0.2f, 3e6f, 0.1f, 0.34f}, {0.1f, -3e7f, 1e-7f, 1 / 3f}
    };

    @TempDir
    private Path folder;

    /** Each output is an input, so that nothing but the standardization is seen. */
    @Test
    void onnx_ofIdentity_givesTheBitsOfStandardization() throws OrtException {
        Architecture architecture = Architecture.of(List.of(4, 4), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        float[] parameters = new float[20];
        for (int i = 0; i < 4; i++) {
            parameters[5 * i] = 1;
        }
        Schema schema = new Schema(Task.REGRESSION, Schema.numbered(4), null, List.of("a", "b", "c", "d"));
        float[][] outputs = run(new Model(new Network(architecture, parameters), schema, STANDARDIZATION));
        for (int i = 0; i < ROWS.length; i++) {
            float[] standardized =
                    STANDARDIZATION.apply(new Inputs.Floats(ROWS[i], 4)).values();
            assertArrayEquals(standardized, outputs[i]);
        }
    }

    /** The network that standardizes gives for inputs what the one that does not gives for standardized inputs. */
    @Test
    void onnx_ofLayers_givesTheAnswerToStandardizedInputs() throws OrtException {
        Architecture architecture =
                Architecture.of(List.of(4, 30, 3), List.of(Activation.TANH, Activation.SIGMOID), Cost.CROSS_ENTROPY);
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Schema schema = new Schema(Task.MULTI_LABEL, List.of("x", "y", "z"), null, List.of());
        float[][] outputs = run(new Model(network, schema, STANDARDIZATION));
        for (int i = 0; i < ROWS.length; i++) {
            float[] standardized =
                    STANDARDIZATION.apply(new Inputs.Floats(ROWS[i], 4)).values();
            assertArrayEquals(answer(network, standardized), outputs[i], 1e-6f);
        }
    }

    /** In double precision, of tanh and sigmoid layers. */
    private static float[] answer(Network network, float[] inputs) {
        double[] hidden = new double[30];
        for (int j = 0; j < 30; j++) {
            double z = network.bias(0, j);
            for (int i = 0; i < 4; i++) {
                z += (double) inputs[i] * network.weight(0, i, j);
            }
            hidden[j] = Math.tanh(z);
        }
        float[] outputs = new float[3];
        for (int k = 0; k < 3; k++) {
            double z = network.bias(1, k);
            for (int j = 0; j < 30; j++) {
                z += hidden[j] * network.weight(1, j, k);
            }
            outputs[k] = (float) (1 / (1 + Math.exp(-z)));
        }
        return outputs;
    }

    @Test
    void onnx_ofNamedOutputs_holdsTheNamesAndTheImage() throws OrtException {
        Architecture architecture = Architecture.sigmoid(List.of(4, 2), Cost.CROSS_ENTROPY);
        List<String> names = List.of("猫", "\ud83d\udc36 \"dog\"");
        Path file = folder.resolve("model.onnx");
        ModelFile.write(
                file, new Model(Initializer.DEFAULT.initialize(architecture, 3), Schema.ofImages(1, 4, names), null));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            String schema = Objects.requireNonNull(
                    session.getMetadata().getCustomMetadata().get("schema"));
            assertEquals(
                    JsonParser.parseString(
                            "{\"task\": \"classification\", \"names\": [\"猫\", \"\ud83d\udc36 \\\"dog\\\"\"], "
                                    + "\"image\": [1, 4], \"features\": []}"),
                    JsonParser.parseString(schema));
        }
    }

    private float[][] run(Model model) throws OrtException {
        Path file = folder.resolve("model.onnx");
        ModelFile.write(file, model);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor rows = OnnxTensor.createTensor(environment, ROWS);
                OrtSession.Result result = session.run(Map.of("features", rows))) {
            return (float[][]) result.get("outputs").orElseThrow().getValue();
        }
    }
}
