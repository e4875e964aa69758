package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.network.SharedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    /** MNIST where it lies on this machine, else the built-in digits. */
    private static final Dataset DIGITS = DataLoader.standard()
            .load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
            .testOrValidation();

    @TempDir
    private Path folder;

    static Stream<Architecture> architectures() {
        return Stream.of(
                architecture("SIGMOID SIGMOID SIGMOID"),
                architecture("RELU LEAKY_RELU SOFTMAX"),
                architecture("GELU TANH TANH"),
                architecture("TANH GELU SIGMOID"),
                architecture("IDENTITY RELU IDENTITY"),
                architecture("SIGMOID IDENTITY RELU"),
                architecture("TANH SIGMOID LEAKY_RELU"),
                architecture("SOFTPLUS TANH SOFTPLUS"),
                architecture("ELU TANH ELU"),
                architecture("SOFTMAX"));
    }

    private static Architecture architecture(String names) {
        List<Activation> activations =
                Stream.of(names.split(" ")).map(Activation::valueOf).toList();
        List<Integer> sizes = activations.size() == 1 ? List.of(784, 10) : List.of(784, 40, 30, 10);
        return Architecture.of(sizes, activations, Cost.matching(activations.get(activations.size() - 1)));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void safetensors_writtenAndRead_areTheSameBits(Architecture architecture) {
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Path file = folder.resolve("model.safetensors");
        ModelFile.write(file, Model.of(network));
        assertEquals(network, ModelFile.read(file).network());
    }

    /** On real digits, by ONNX Runtime, which knows nothing of us; in batches of one, of seven and of all. */
    @ParameterizedTest
    @MethodSource("architectures")
    void onnx_runByAnotherProgram_givesOurOutputs(Architecture architecture) throws OrtException {
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        Path file = folder.resolve("model.onnx");
        ModelFile.write(file, Model.of(network));
        int count = 50;
        byte[] images = Arrays.copyOf(DIGITS.images(), count * DIGITS.features());
        float[] ours;
        try (Backend backend =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            ours = SharedNetwork.predict(backend, network, new Inputs.Bytes(images, 784))
                    .outputs();
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString())) {
            for (int batch : new int[] {1, 7, count}) {
                float[][] inputs = new float[batch][784];
                double[] expected = new double[batch * 10];
                float[] theirs = new float[batch * 10];
                for (int i = 0; i < batch * 784; i++) {
                    inputs[i / 784][i % 784] = (images[i] & 0xFF) / 255f;
                }
                try (OnnxTensor tensor = OnnxTensor.createTensor(environment, inputs);
                        OrtSession.Result result = session.run(Map.of("images", tensor))) {
                    float[][] outputs =
                            (float[][]) result.get("outputs").orElseThrow().getValue();
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = ours[i];
                        theirs[i] = outputs[i / 10][i % 10];
                    }
                }
                new Tolerance(1e-5, 1e-5).check(expected, theirs);
            }
        }
    }

    @Test
    void onnx_openedByAnotherProgram_describesItself() throws OrtException {
        Architecture architecture = architecture("RELU RELU SOFTMAX");
        Path file = folder.resolve("model.onnx");
        ModelFile.write(file, Model.of(Initializer.DEFAULT.initialize(architecture, 3)));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            OnnxModelMetadata metadata = session.getMetadata();
            assertEquals("minibatch", metadata.getProducerName());
            assertEquals(
                    Map.of(
                            "cost",
                            "log-likelihood",
                            "schema",
                            "{\"task\":\"classification\",\"names\":[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"],"
                                    + "\"image\":[28,28],\"features\":[]}"),
                    metadata.getCustomMetadata());
            assertEquals(Set.of("images"), session.getInputNames());
            assertEquals(Set.of("outputs"), session.getOutputNames());
            assertArrayEquals(new long[] {-1, 784}, shape(session.getInputInfo(), "images"));
            assertArrayEquals(new long[] {-1, 10}, shape(session.getOutputInfo(), "outputs"));
        }
    }

    private static long[] shape(Map<String, NodeInfo> nodes, String name) {
        return ((TensorInfo) Objects.requireNonNull(nodes.get(name)).getInfo()).getShape();
    }

    @Test
    void write_unknownFormat_isRefusedAndLeavesNothing() {
        Network network = Initializer.DEFAULT.initialize(architecture("RELU RELU SOFTMAX"), 3);
        Path file = folder.resolve("model.txt");
        assertEquals(
                file + ": the name must end in .json, .safetensors or .onnx, which says the format",
                assertThrows(ModelException.class, () -> ModelFile.write(file, Model.of(network)))
                        .getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void read_unknownFormat_namesTheKnown() throws IOException {
        assertFault("the name must end in .json or .safetensors, which says the format", "model.pt", "{}");
        assertFault("the name must end in .json or .safetensors, which says the format", "a.json.gz", "{}");
    }

    /** As network2.py's users may name them: its save takes any name. */
    @ParameterizedTest
    @ValueSource(strings = {"model", "onnx", "MODEL.JSON"})
    void read_nameWithoutAnEnd_isThatOfAJson(String name) {
        Network network = Initializer.DEFAULT.initialize(architecture("SOFTMAX"), 3);
        Path file = folder.resolve(name);
        Network2Json.write(file, Model.of(network));
        assertEquals(network, ModelFile.read(file).network());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run.1", "run.safetensors", "run.onnx"})
    void read_folder_saysSo(String name) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name));
        assertEquals(
                file + ": is a folder, not a model file",
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }

    @Test
    void read_onnx_saysThatItIsOnlyWritten() throws IOException {
        assertFault(
                "ONNX files are written for other programs, and not read; use the .json or .safetensors",
                "model.onnx",
                "");
    }

    private void assertFault(String fault, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        assertEquals(
                file + ": " + fault,
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }
}
