package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.model.Model;
import io.minibatch.model.Network2Json;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportCommandTest extends ProgramFixture {
    @Test
    void export_toSafetensorsAndBack_losesNothing() throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--layers", "16,8,3", "--activations", "gelu,softmax"), err);
        assertEquals(0, run("export", path("run/model.json"), path("a.safetensors")), err);
        assertEquals("Wrote " + path("a.safetensors") + System.lineSeparator(), out);
        assertEquals(0, run("export", path("a.safetensors"), path("b.json")), err);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("run/model.json")), Files.readAllBytes(folder.resolve("b.json")));
    }

    @Test
    void evaluate_exportedSafetensors_printsTheSameTables() {
        assertEquals(0, train("run", "--epochs", "5"), err);
        assertEquals(0, run("export", path("run/model.json"), path("a.safetensors")), err);
        assertEquals(
                0, run("evaluate", path("run/model.json"), "--data", path("data"), "--gallery", path("m.png")), err);
        String tables = out;
        assertEquals(
                0, run("evaluate", path("a.safetensors"), "--data", path("data"), "--gallery", path("m.png")), err);
        assertEquals(tables, out);
    }

    @Test
    void export_toOnnx_leavesAFileForOtherPrograms() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        assertEquals(0, run("export", path("run/model.json"), path("a.onnx")), err);
        assertTrue(Files.size(folder.resolve("a.onnx")) > 100);
    }

    @Test
    void export_whatCannotBe_isExplainedInOneLineAndLeavesNothing() throws IOException {
        assertEquals(1, run("export", path("none.json"), path("a.onnx")));
        assertEquals("minibatch: " + path("none.json") + ": no such model file\n", err);
        assertFalse(Files.exists(folder.resolve("a.onnx")));
        assertEquals(0, train("run", "--epochs", "1"), err);
        assertEquals(1, run("export", path("run/model.json"), path("a.pt")));
        assertEquals(
                "minibatch: " + path("a.pt")
                        + ": the name must end in .json, .safetensors or .onnx, which says the format\n",
                err);
        assertEquals(1, run("export", path("run/model.json"), path("none/a.onnx")));
        assertEquals("minibatch: " + path("none/a.onnx") + ": cannot be written: no such file or folder\n", err);
        Files.writeString(folder.resolve("a.pt"), "");
        assertEquals(1, run("export", path("a.pt"), path("a.onnx")));
        assertEquals(
                "minibatch: " + path("a.pt") + ": the name must end in .json or .safetensors, which says the format\n",
                err);
        assertFalse(Files.exists(folder.resolve("a.onnx")));
    }

    /** Finite weights whose sum for a white image is infinite. */
    @Test
    void modelThatComputesInfinity_isRefusedByEveryCommandInOneLine() throws IOException {
        Architecture architecture = Architecture.sigmoid(List.of(SIDE * SIDE, 3), Cost.CROSS_ENTROPY);
        float[] parameters = new float[architecture.parameterCount()];
        Arrays.fill(parameters, 3e38f);
        Network2Json.write(folder.resolve("large.json"), Model.of(new Network(architecture, parameters)));
        Files.writeString(folder.resolve("row.csv"), "1" + ",1".repeat(SIDE * SIDE - 1) + "\n");
        String refusal = "minibatch: " + path("large.json") + ": layer 1 of 1 computes Infinity for row ";
        for (String[] command : new String[][] {
            {"evaluate", path("large.json"), "--data", path("data")},
            {"predict", path("large.json"), path("row.csv")},
            {"export", path("large.json"), path("large.onnx")}
        }) {
            assertEquals(1, run(command), out);
            assertTrue(err.startsWith(refusal) && err.lines().count() == 1, err);
        }
        assertFalse(Files.exists(folder.resolve("large.onnx")));
        assertFalse(Files.exists(folder.resolve("mistakes.png")));
    }
}
