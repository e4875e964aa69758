package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One graph of several models, run by ONNX Runtime. */
class OnnxCommitteeTest {
    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    private static Committee committee(Task task, Activation output, Combination combination, int members) {
        Schema schema =
                new Schema(task, task == Task.BINARY ? List.of("a", "b") : List.of("a", "b", "c"), null, List.of());
        List<Model> models = new ArrayList<>();
        for (int m = 0; m < members; m++) {
            Activation hidden = m == 0 ? Activation.GELU : Activation.TANH;
            Architecture architecture =
                    Architecture.of(List.of(4, 5 + m, schema.width()), List.of(hidden, output), Cost.matching(output));
            models.add(new Model(
                    Initializer.DEFAULT.initialize(architecture, m + 1),
                    schema,
                    m % 2 == 0 ? null : new Standardization(new float[] {0, 1, 2, 3}, new float[] {1, 2, 1, 2})));
        }
        return new Committee(models, combination);
    }

    private static float[][] rows() {
        float[][] rows = new float[ROWS][4];
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < 4; j++) {
                rows[i][j] = (float) (3 * Math.sin(1.3 * (4 * i + j)));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIFICATION, SOFTMAX, MEAN, 3",
        "CLASSIFICATION, SOFTMAX, LOG_MEAN, 3",
        "CLASSIFICATION, SOFTMAX, VOTES, 3",
        "CLASSIFICATION, SOFTMAX, VOTES, 1",
        "CLASSIFICATION, SIGMOID, LOG_MEAN, 3",
        "BINARY, SIGMOID, MEAN, 3",
        "BINARY, SIGMOID, LOG_MEAN, 3",
        "BINARY, SIGMOID, VOTES, 3",
        "MULTI_LABEL, SIGMOID, VOTES, 3",
        "REGRESSION, IDENTITY, MEAN, 3"
    })
    void graph_givesTheOutputsOfTheCommittee(Task task, Activation output, Combination combination, int members)
            throws OrtException {
        Committee committee = committee(task, output, combination, members);
        Path file = folder.resolve("committee.onnx");
        ModelFile.write(file, committee);
        float[][] outputs = run(file);
        Predictions expected = answers(committee);
        int width = committee.schema().outputs().size();
        for (int i = 0; i < ROWS; i++) {
            float[] row = new float[outputs[i].length];
            // A binary graph has the probability of the second class.
            System.arraycopy(expected.outputs(), (i + 1) * width - row.length, row, 0, row.length);
            assertArrayEquals(row, outputs[i], 2e-6f, "row " + i);
        }
    }

    private static Predictions answers(Committee committee) {
        float[] values = new float[ROWS * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows()[i / 4][i % 4];
        }
        try (Backend backend = new CpuBackend(1);
                CommitteePredictor answers = new CommitteePredictor(committee, backend)) {
            return answers.predict(new Inputs.Floats(values, 4)).combined();
        }
    }

    @Test
    void committeeOfOne_isTheFileOfItsModel() throws IOException {
        Committee one = committee(Task.CLASSIFICATION, Activation.SOFTMAX, Combination.MEAN, 1);
        ModelFile.write(folder.resolve("committee.onnx"), one);
        ModelFile.write(folder.resolve("model.onnx"), one.members().get(0));
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("model.onnx")), Files.readAllBytes(folder.resolve("committee.onnx")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void metadata_sayHowTheMembersAreCombined(int members) throws OrtException {
        Path file = folder.resolve("committee.onnx");
        ModelFile.write(file, committee(Task.CLASSIFICATION, Activation.SOFTMAX, Combination.VOTES, members));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertEquals("votes", metadata.get("combine"));
            assertEquals(String.valueOf(members), metadata.get("members"));
        }
    }

    @ParameterizedTest
    @CsvSource({"c.json", "c.safetensors"})
    void otherFormats_areRefused(String name) {
        Path file = folder.resolve(name);
        Committee committee = committee(Task.CLASSIFICATION, Activation.SOFTMAX, Combination.MEAN, 2);
        assertEquals(
                file
                        + ": only .onnx holds a committee in one file; export its members one by one, or keep its "
                        + "committee.json",
                assertThrows(ModelException.class, () -> ModelFile.write(file, committee))
                        .getMessage());
        assertFalse(Files.exists(file));
    }

    private static float[][] run(Path file) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor rows = OnnxTensor.createTensor(environment, rows());
                OrtSession.Result result = session.run(Map.of("features", rows))) {
            return (float[][]) result.get("outputs").orElseThrow().getValue();
        }
    }
}
