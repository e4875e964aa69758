package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.Task;
import io.minibatch.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two classes with one output, or by two in any order. */
class TwoClassesTest extends ProgramFixture {
    private static final Pattern ANSWER = Pattern.compile(".*: ([02])  \\(2: (0\\.\\d{3})  0: (0\\.\\d{3})\\)");
    private static final List<String> TWO_THEN_ZERO = List.of("2", "0");

    private void trainTwoThenZero(String layers) {
        assertEquals(0, train("run", "--classes", "2,0", "--layers", layers, "--epochs", "20", "--eta", "1"), err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.json", "model.safetensors"})
    void oneOutput_modelFileHasTheNamesOfBothClasses(String name) {
        trainTwoThenZero("16,4,1");
        String file = path("run/model.json");
        if (!name.equals("model.json")) {
            assertEquals(0, run("export", file, path(name)), err);
            file = path(name);
        }
        Model model = Model.load(Path.of(file));
        assertEquals(Task.BINARY, model.schema().task());
        assertEquals(TWO_THEN_ZERO, model.schema().outputs());
    }

    @Test
    void oneOutput_onnxMetadataHaveTheNamesOfBothClasses() throws IOException {
        trainTwoThenZero("16,4,1");
        assertEquals(0, run("export", path("run/model.json"), path("model.onnx")), err);
        String onnx = new String(Files.readAllBytes(folder.resolve("model.onnx")), StandardCharsets.ISO_8859_1);
        assertTrue(onnx.contains("{\"task\":\"binary\",\"names\":[\"2\",\"0\"],"), onnx);
    }

    @Test
    void oneOutput_predictNamesOneOfBothClasses() throws IOException {
        trainTwoThenZero("16,4,1");
        String rows = Files.writeString(
                        folder.resolve("rows.csv"),
                        "255,".repeat(4) + "0,".repeat(11) + "0\n" + "0,".repeat(8) + "255,".repeat(4) + "0,0,0,0\n")
                .toString();
        assertEquals(0, run("predict", "--backend", "cpu", path("run/model.json"), rows), err);
        List<String> lines = out.lines().toList();
        assertEquals("0", answer(lines.get(0)));
        assertEquals("2", answer(lines.get(1)));
        assertEquals(0, run("predict", "--backend", "cpu", "--json", path("run/model.json"), rows), err);
        assertTrue(
                out.lines()
                        .findFirst()
                        .orElseThrow()
                        .matches(".*\"class\":\"0\",\"outputs\":\\{\"2\":0.*,\"0\":0.*\\}\\}"),
                out);
    }

    /** Returns the class of an answer, which must be the more probable one, and whose probabilities must add to 1. */
    private static String answer(String line) {
        Matcher matcher = ANSWER.matcher(line);
        assertTrue(matcher.matches(), line);
        double two = Double.parseDouble(matcher.group(2));
        double zero = Double.parseDouble(matcher.group(3));
        assertEquals(1, two + zero, 0.0011);
        assertEquals(two > zero ? "2" : "0", matcher.group(1));
        return matcher.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16,4,1", "16,4,2"})
    void evaluate_classesInAnotherOrder_areMatchedByName(String layers) {
        trainTwoThenZero(layers);
        String printed = out;
        String model = path("run/model.json");
        assertEquals(0, run("evaluate", model, "--data", path("data"), "--classes", "2,0", "--backend", "cpu"), err);
        String same = out;
        Matcher accuracy = Pattern.compile("test accuracy (\\S+ %)").matcher(printed);
        assertTrue(accuracy.find(), printed);
        assertTrue(same.contains("accuracy " + accuracy.group(1)), same);
        assertTrue(Double.parseDouble(accuracy.group(1).replace(" %", "")) > 90, printed);
        assertEquals(0, run("evaluate", model, "--data", path("data"), "--classes", "0,2", "--backend", "cpu"), err);
        assertEquals(same, out);
    }
}
