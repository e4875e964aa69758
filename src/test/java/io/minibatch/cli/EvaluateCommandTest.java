package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest extends ProgramFixture {
    private static final Schema SUM = new Schema(Task.REGRESSION, List.of("y"), null, List.of("a", "b"));

    private void save(
            Schema schema, Activation activation, @Nullable Standardization standardization, float... parameters) {
        int outputs = schema.outputs().size();
        int inputs = (parameters.length - outputs) / outputs;
        Architecture architecture =
                Architecture.of(List.of(inputs, outputs), List.of(activation), Cost.matching(activation));
        new Model(new Network(architecture, parameters), schema, standardization).save(folder.resolve("model.json"));
    }

    private String table(String name, String header, String... rows) throws IOException {
        return Files.writeString(folder.resolve(name), header + "\n" + String.join("\n", rows) + "\n")
                .toString();
    }

    /** y = a + b, but for the last training row; the model gives a + b. */
    private String writeSums() throws IOException {
        save(SUM, Activation.IDENTITY, new Standardization(new float[] {1, 1}, new float[] {2, 1}), 2, 1, 2);
        String[] rows = IntStream.range(0, 12)
                .mapToObj(i -> i + "," + i % 3 + "," + (i + i % 3 + 0.5))
                .toArray(String[]::new);
        return table("sums.csv", "a,b,y", rows);
    }

    @Test
    void regression_printsErrorsAndR2_ofAllExamplesWhereTheDataHaveOnePart() throws IOException {
        String data = writeSums();
        assertEquals(0, run("evaluate", path("model.json"), "--data", data, "--target-columns", "y"), err);
        assertTrue(
                out.startsWith(
                        "12 examples, sums (no test part; examples that the model was trained on may be among them)"),
                out);
        assertTrue(out.contains("number  mean absolute error  root mean squared error"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("y +0\\.50000 +0\\.50000 +0\\.\\d{4}")), out);
        assertTrue(!Files.exists(folder.resolve("mistakes.png")));
    }

    @Test
    void partThatIsNamed_isMeasuredAlone() throws IOException {
        String data = writeSums();
        assertEquals(0, run("evaluate", path("model.json"), "--data", data, "--part", "validation"), err);
        assertEquals("2 examples, sums validation data", out.lines().findFirst().orElseThrow());
        assertEquals(0, run("evaluate", path("model.json"), "--data", data, "--part", "training"), err);
        assertEquals("10 examples, sums training data", out.lines().findFirst().orElseThrow());
    }

    @Test
    void testPart_isMeasuredByDefault() throws IOException {
        writeSums();
        Files.createDirectories(folder.resolve("parts"));
        table("parts/train.csv", "a,b,y", "1,1,2", "2,3,5", "4,1,5", "3,3,6");
        table("parts/test.csv", "a,b,y", "1,1,2", "2,3,5", "4,1,5");
        assertEquals(0, run("evaluate", path("model.json"), "--data", path("parts")), err);
        assertEquals("3 examples, parts test data", out.lines().findFirst().orElseThrow());
    }

    @Test
    void run_isMeasuredOnItsOwnData() throws IOException {
        String data = writeSums();
        assertEquals(0, run("train", "--data", data, "--epochs", "1", "--out", path("sums")), err);
        assertEquals(0, run("evaluate", path("sums")), err);
        assertEquals("2 examples, sums validation data", out.lines().findFirst().orElseThrow());
        table("sums.csv", "a,b,y", "1,1,2", "2,3,5", "4,1,5");
        assertEquals(1, run("evaluate", path("sums")));
        assertTrue(err.contains("the run was trained on other data"), err);
        assertTrue(err.strip().endsWith("; name the data by --data"), err);
        assertEquals(0, run("evaluate", path("sums"), "--data", data), err);
        Files.delete(folder.resolve("sums.csv"));
        assertEquals(1, run("evaluate", path("sums")));
        assertTrue(err.contains("are no longer in " + data + "; name the data by --data"), err);
    }

    @Test
    void columnsToPredict_areThoseOfTheModel_unlessNamed() throws IOException {
        Schema two = new Schema(Task.REGRESSION, List.of("u", "v"), null, List.of("a", "b"));
        save(two, Activation.IDENTITY, null, 1, 0, 0, 1, 0, 0);
        String data = table("two.csv", "v,a,b,u", "1,0,1,0", "2,5,2,5", "4,3,4,3");
        assertEquals(0, run("evaluate", path("model.json"), "--data", data), err);
        assertTrue(out.lines().anyMatch(line -> line.matches("mean +1\\.0+")), out);
        assertEquals(1, run("evaluate", path("model.json"), "--data", data, "--target-columns", "u"));
        assertTrue(err.contains("two"), err);
    }

    @Test
    void dataStandardizedOtherwise_areRefused() throws IOException {
        String data = writeSums();
        assertEquals(1, run("evaluate", path("model.json"), "--data", data, "--target-columns", "y", "--standardize"));
        assertTrue(err.contains("minibatch: --standardize: the model was trained on data standardized otherwise"), err);
    }

    @Test
    void dataStandardizedAsTheModel_areNotStandardizedTwice() throws IOException {
        String data = writeSums();
        String[] train = {"train", "--data", data, "--target-columns", "y", "--standardize", "--backend", "cpu"};
        String[] more = {"--epochs", "30", "--eta", "0.1", "--out", path("run")};
        assertEquals(
                0, run(Stream.concat(Arrays.stream(train), Arrays.stream(more)).toArray(String[]::new)), err);
        String model = path("run/model.json");
        assertEquals(0, run("evaluate", model, "--data", data, "--target-columns", "y"), err);
        String withoutFlag = out;
        assertEquals(0, run("evaluate", model, "--data", data, "--target-columns", "y", "--standardize"), err);
        assertEquals(withoutFlag, out);
    }

    @Test
    void severalLabels_printTheScoresOfEach() throws IOException {
        save(
                new Schema(Task.MULTI_LABEL, List.of("red", "round"), null, List.of("a")),
                Activation.SIGMOID,
                new Standardization(new float[1], new float[] {1}),
                9,
                -9,
                0,
                0);
        String[] rows = IntStream.range(0, 12)
                .mapToObj(i -> (i % 2 == 0 ? "1" : "-1") + "," + (1 - i % 2) + ",1")
                .toArray(String[]::new);
        String data = table("fruit.csv", "a,red,round", rows);
        assertEquals(
                0,
                run(
                        "evaluate",
                        path("model.json"),
                        "--data",
                        data,
                        "--target-columns",
                        "red,round",
                        "--part",
                        "training"),
                err);
        assertTrue(out.contains("all labels right 50.00 % (5 of 10)"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("red +5 +100\\.00 +100\\.00 +100\\.00")), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("round +10 +100\\.00 +50\\.00 +66\\.67")), out);
    }

    @Test
    void classesInAnotherOrder_areMatchedByName() throws IOException {
        save(
                new Schema(Task.CLASSIFICATION, List.of("small", "large", "absent"), null, List.of("a")),
                Activation.SIGMOID,
                new Standardization(new float[1], new float[] {1}),
                -1,
                1,
                0,
                0,
                0,
                -9);
        String data = table(
                "sizes.csv",
                "a,class",
                IntStream.range(0, 24)
                        .mapToObj(i -> (i - 12.5) + "," + (i < 13 ? "small" : "large"))
                        .collect(Collectors.joining("\n")));
        assertEquals(0, run("evaluate", path("model.json"), "--data", data, "--part", "training"), err);
        assertTrue(out.contains("accuracy 100.00 %"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("absent +0 +- +- +-")), out);
    }

    @Test
    void galleryOfRowsOfNumbers_isRefused() throws IOException {
        String data = writeSums();
        assertEquals(
                2,
                run(
                        "evaluate",
                        path("model.json"),
                        "--data",
                        data,
                        "--target-columns",
                        "y",
                        "--gallery",
                        path("g.png")));
        assertTrue(err.contains("minibatch: --gallery: "), err);
    }
}
