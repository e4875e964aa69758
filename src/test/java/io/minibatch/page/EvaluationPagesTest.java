package io.minibatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EvaluationPagesTest {
    /** Images of 1×2 pixels. The model takes the brighter side; the second and the last are labelled otherwise. */
    private static final Dataset IMAGES = new Dataset(
            "small test data", 1, 2, List.of("left", "right"), new byte[] {90, 0, 90, 80, 0, 90, 0, 99}, new byte[] {
                0, 1, 1, 0
            });

    private static final Model BRIGHTER = new Model(
            network(List.of(2, 2), Activation.SOFTMAX, 9, 0, 0, 9, 0, 0),
            Schema.ofImages(1, 2, List.of("left", "right")),
            null);

    @TempDir
    private Path folder;

    private final AtomicInteger loads = new AtomicInteger();
    private RunData.HeldOut held = new RunData.HeldOut(IMAGES, true);

    private static Network network(List<Integer> sizes, Activation output, float... parameters) {
        return new Network(Architecture.of(sizes, List.of(output), Cost.matching(output)), parameters);
    }

    private void run(String name) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("run.json"), "{}");
    }

    private Path run(String name, Model model) throws IOException {
        run(name);
        Path file = folder.resolve(name).resolve("model.json");
        model.save(file);
        return file;
    }

    private Routes routes() {
        return routes(run -> {
            loads.incrementAndGet();
            return held;
        });
    }

    private Routes routes(RunData data) {
        Routes routes = new Routes();
        Catalogue catalogue = new Catalogue(List.of(folder));
        new EvaluationPages(catalogue, new ModelPages(new WrittenModels(catalogue, System::nanoTime), null), data)
                .addTo(routes);
        return routes;
    }

    /** Asks for something of a run with parameters as in {@code example=2}. */
    private JsonObject get(Routes routes, String path, String run, String... parameters) throws IOException {
        Map<String, String> query =
                new HashMap<>(Map.of("id", folder.resolve(run).toString()));
        for (String parameter : parameters) {
            String[] sides = parameter.split("=", 2);
            query.put(sides[0], sides[1]);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        routes.answer(new Request("GET", path, query, "", new byte[0])).body().writeTo(body);
        return JsonParser.parseString(body.toString(UTF_8)).getAsJsonObject();
    }

    private static List<Integer> examples(JsonObject evaluation) {
        List<Integer> examples = new ArrayList<>();
        evaluation
                .getAsJsonArray("mistakes")
                .forEach(each ->
                        examples.add(each.getAsJsonObject().get("example").getAsInt()));
        return examples;
    }

    @Test
    void evaluation_hasTheConfusionMatrixAndTheMistakes_theWorstFirst() throws IOException {
        run("1", BRIGHTER);
        JsonObject json = get(routes(), "/api/evaluation", "1");
        assertEquals("small test data", json.get("data").getAsString());
        assertEquals("test", json.get("part").getAsString());
        assertEquals(4, json.get("examples").getAsInt());
        assertEquals(0.5, json.get("accuracy").getAsDouble());
        assertEquals(JsonParser.parseString("[[1,1],[1,1]]"), json.get("counts"));
        assertEquals(List.of(4, 2), examples(json));
        JsonObject worst = json.getAsJsonArray("mistakes").get(0).getAsJsonObject();
        assertEquals(0, worst.get("desired").getAsInt());
        assertEquals(1, worst.get("answered").getAsInt());
        assertEquals(
                1 / (1 + Math.exp(-9 * 99 / 255.0)), worst.get("confidence").getAsDouble(), 1e-5);
        assertEquals(
                JsonParser.parseString("{\"rows\":1,\"columns\":2,\"pixels\":[0,99]}"), worst.getAsJsonObject("image"));
    }

    @Test
    void cell_hasItsOwnMistakesOnly() throws IOException {
        run("1", BRIGHTER);
        JsonObject json = get(routes(), "/api/evaluation", "1", "desired=1", "answered=0");
        assertEquals(List.of(2), examples(json));
        assertEquals(1, json.get("total").getAsInt());
        JsonObject right = get(routes(), "/api/evaluation", "1", "desired=1", "answered=1");
        assertEquals(List.of(), examples(right));
    }

    @Test
    void mistakes_areThe100WorstOfAll() throws IOException {
        run("1", BRIGHTER);
        byte[] pixels = new byte[2 * 150];
        IntStream.range(0, 150).forEach(i -> pixels[2 * i] = (byte) (i + 1));
        byte[] labels = new byte[150];
        Arrays.fill(labels, (byte) 1);
        held = new RunData.HeldOut(new Dataset("wrong", 1, 2, List.of("left", "right"), pixels, labels), true);
        JsonObject json = get(routes(), "/api/evaluation", "1");
        assertEquals(150, json.get("total").getAsInt());
        assertEquals(IntStream.rangeClosed(0, 99).mapToObj(i -> 150 - i).toList(), examples(json));
    }

    @Test
    void manyClasses_haveScoresInPlaceOfAMatrix() throws IOException {
        List<String> names = Schema.numbered(31);
        Schema schema = new Schema(Task.CLASSIFICATION, names, null, List.of());
        float[] parameters = new float[62];
        parameters[31 + 7] = 1;
        run("1", new Model(network(List.of(1, 31), Activation.SOFTMAX, parameters), schema, null));
        ExampleData examples = new ExampleData(
                new Inputs.Floats(new float[] {1, 1}, 1),
                new DesiredOutputs.Labels(new byte[] {7, 8}, 31),
                ExampleData.UNWEIGHTED);
        held = new RunData.HeldOut(new Dataset("many", schema, examples), true);
        JsonObject json = get(routes(), "/api/evaluation", "1");
        assertFalse(json.has("counts"));
        JsonArray scores = json.getAsJsonArray("scores");
        assertEquals(31, scores.size());
        assertEquals(
                JsonParser.parseString("{\"name\":\"7\",\"examples\":1,\"precision\":0.5,\"recall\":1.0}"),
                scores.get(7));
        assertEquals(JsonParser.parseString("{\"name\":\"8\",\"examples\":1,\"recall\":0.0}"), scores.get(8));
        assertEquals(List.of(2), examples(json));
    }

    @ParameterizedTest
    @CsvSource({"REGRESSION, IDENTITY, mean absolute error", "MULTI_LABEL, SIGMOID, all labels right"})
    void numbersAndLabels_haveATable(Task task, Activation activation, String expected) throws IOException {
        Schema schema = new Schema(task, List.of("a", "b"), null, List.of());
        run("1", new Model(network(List.of(1, 2), activation, 1, -1, 0, 0), schema, null));
        ExampleData examples = new ExampleData(
                new Inputs.Floats(new float[] {2, -2}, 1),
                new DesiredOutputs.Values(new float[] {1, 0, 0, 1}, 2),
                ExampleData.UNWEIGHTED);
        held = new RunData.HeldOut(new Dataset("rows", schema, examples), false);
        Routes routes = routes();
        JsonObject json = get(routes, "/api/evaluation", "1");
        assertEquals("validation", json.get("part").getAsString());
        assertTrue(json.get("table").getAsString().contains(expected), json.toString());
        assertFalse(json.has("mistakes"));
        assertFalse(get(routes, "/api/example", "1", "example=2").has("desired"));
    }

    @Test
    void example_isExplained_andItsClassNamed() throws IOException {
        run("1", BRIGHTER);
        JsonObject json = get(routes(), "/api/example", "1", "example=2");
        assertEquals("left", json.get("class").getAsString());
        assertEquals("right", json.get("desired").getAsString());
        assertEquals("[90,80]", json.getAsJsonObject("image").get("pixels").toString());
        assertEquals(2, json.getAsJsonArray("evidence").size());
    }

    @ParameterizedTest
    @CsvSource({"0", "5"})
    void exampleBeyondTheData_isNotFound(int example) throws IOException {
        run("1", BRIGHTER);
        PageException missing =
                assertThrows(PageException.class, () -> get(routes(), "/api/example", "1", "example=" + example));
        assertEquals(404, missing.status());
        assertEquals("small test data has the examples 1 to 4, not " + example, missing.getMessage());
    }

    @Test
    void evaluation_ofARunWithoutModel_saysSo() throws IOException {
        run("1");
        JsonObject json = get(routes(), "/api/evaluation", "1");
        assertEquals(
                "The run has no model.json; a run writes it at its end.",
                json.get("fault").getAsString());
        assertEquals(0, loads.get());
    }

    @Test
    void evaluation_ofAnUnknownRun_isNotFound() {
        PageException missing = assertThrows(PageException.class, () -> get(routes(), "/api/evaluation", "none"));
        assertEquals(404, missing.status());
    }

    @Test
    void missingData_areSaid_andLoadedAsSoonAsTheyAreBack() throws IOException {
        run("1", BRIGHTER);
        Routes routes = routes(run -> {
            if (loads.incrementAndGet() == 1) {
                throw new DataException("the data are gone");
            }
            return held;
        });
        assertEquals(
                "the data are gone",
                get(routes, "/api/evaluation", "1").get("fault").getAsString());
        assertFalse(get(routes, "/api/evaluation", "1").has("fault"));
    }

    @Test
    void dataOfOtherClasses_areSaid() throws IOException {
        run("1", BRIGHTER);
        held = new RunData.HeldOut(new Dataset("other", 1, 2, List.of("up", "down"), new byte[2], new byte[1]), true);
        String fault = get(routes(), "/api/evaluation", "1").get("fault").getAsString();
        assertTrue(fault.startsWith("other: has the classes up, down, which the model lacks"), fault);
    }

    @Test
    void callersOfOneRun_loadItsDataOnce() throws Exception {
        run("1", BRIGHTER);
        Routes routes = routes();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<JsonObject>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(threads.submit(() -> get(routes, "/api/evaluation", "1")));
            }
            for (Future<JsonObject> caller : callers) {
                assertEquals(List.of(4, 2), examples(caller.get()));
            }
        } finally {
            threads.shutdownNow();
        }
        get(routes, "/api/example", "1", "example=1");
        assertEquals(1, loads.get());
    }

    @Test
    void anotherRunOrAnotherModel_isEvaluatedAnew() throws IOException {
        Model darker =
                new Model(network(List.of(2, 2), Activation.SOFTMAX, -9, 0, 0, -9, 1, 0), BRIGHTER.schema(), null);
        Path file = run("1", BRIGHTER);
        run("2", darker);
        Routes routes = routes();
        List<Integer> brighter = examples(get(routes, "/api/evaluation", "1"));
        assertEquals(List.of(3, 1, 2), examples(get(routes, "/api/evaluation", "2")));
        assertEquals(brighter, examples(get(routes, "/api/evaluation", "1")));
        darker.save(file);
        assertEquals(List.of(3, 1, 2), examples(get(routes, "/api/evaluation", "1")));
        assertEquals(4, loads.get());
    }
}
