package io.minibatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.io.MinibatchException;
import io.minibatch.model.Model;
import io.minibatch.model.ModelFile;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ModelPagesTest {
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int THREADS = 50;
    private static final int REPLACEMENTS = 20;

    @TempDir
    private Path folder;

    private static Network network(List<Integer> sizes, Activation output, float... parameters) {
        List<Activation> activations = new ArrayList<>();
        for (int i = 2; i < sizes.size(); i++) {
            activations.add(Activation.RELU);
        }
        activations.add(output);
        Cost cost = output == Activation.IDENTITY ? Cost.QUADRATIC : Cost.CROSS_ENTROPY;
        return new Network(
                Architecture.of(sizes, activations, output == Activation.SOFTMAX ? Cost.LOG_LIKELIHOOD : cost),
                parameters);
    }

    /** Returns a model of 2·size + 3·age + offset. */
    private static Model price(float offset) {
        Schema schema = new Schema(Task.REGRESSION, List.of("price"), null, List.of("size", "age"));
        return new Model(network(List.of(2, 1), Activation.IDENTITY, 2, 3, offset), schema, null);
    }

    /** Returns a model of images of 1×2 pixels, which are left or right where the pixel there is the brighter one. */
    private static Model images() {
        return new Model(
                network(List.of(2, 2), Activation.SOFTMAX, 1, 0, 0, 1, 0, 0),
                Schema.ofImages(1, 2, List.of("left", "right")),
                null);
    }

    /** Returns a model of numbers with the mean 10 and the deviation 2, which are cold below the mean, else warm. */
    private static Model degrees() {
        return new Model(
                network(List.of(1, 1), Activation.SIGMOID, 3, 0),
                new Schema(Task.BINARY, List.of("cold", "warm"), null, List.of()),
                new Standardization(new float[] {10}, new float[] {2}));
    }

    private void run(String name, Model model) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("run.json"), "{}");
        model.save(run.resolve("model.json"));
    }

    private String id(String name) {
        return folder.resolve(name).toString().replace('\\', '/');
    }

    private Routes routes(@Nullable Path model) {
        Routes routes = new Routes();
        new ModelPages(new WrittenModels(new Catalogue(List.of(folder)), System::nanoTime), model).addTo(routes);
        return routes;
    }

    private static JsonElement json(Reply reply) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        reply.body().writeTo(body);
        return JsonParser.parseString(body.toString(UTF_8));
    }

    private static JsonElement post(Routes routes, String path, Map<String, String> query, String type, byte[] body)
            throws IOException {
        return json(routes.answer(new Request("POST", path, query, type, body)));
    }

    private static JsonElement predict(Routes routes, String body) throws IOException {
        return post(routes, "/predict", Map.of(), JSON, body.getBytes(UTF_8));
    }

    private JsonObject explain(String id, String type, byte[] body) throws IOException {
        return post(routes(null), "/api/explain", Map.of("id", id), type, body).getAsJsonObject();
    }

    private static JsonElement get(Routes routes, String path, Map<String, String> query) throws IOException {
        return json(routes.answer(new Request("GET", path, query, "", new byte[0])));
    }

    private static byte[] png(int left, int right) throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setSample(0, 0, 0, left);
        picture.getRaster().setSample(1, 0, 0, right);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    private static int status(Routes routes, String path, Map<String, String> query, String type, byte[] body) {
        Request request = new Request("POST", path, query, type, body);
        MinibatchException refused = assertThrows(MinibatchException.class, () -> routes.answer(request));
        return refused instanceof PageException withStatus ? withStatus.status() : 400;
    }

    @Test
    void oneExample_isAnsweredAsPredictPrintsIt() throws IOException {
        run("1", price(1));
        assertEquals(
                "{\"input\":\"body\",\"outputs\":{\"price\":9.0}}",
                predict(routes(null), "[1, 2]").toString());
    }

    @Test
    void severalExamples_areAnsweredInTheirOrder() throws IOException {
        run("1", price(1));
        assertEquals(
                "[{\"input\":\"body\",\"row\":1,\"outputs\":{\"price\":9.0}},"
                        + "{\"input\":\"body\",\"row\":2,\"outputs\":{\"price\":3.0}}]",
                predict(routes(null), "[{\"age\": 2, \"size\": 1}, [1, 0]]").toString());
    }

    @Test
    void table_isAnsweredRowByRow() throws IOException {
        run("1", price(1));
        byte[] table = "age,size\n2,1\n0,1\n".getBytes(UTF_8);
        JsonArray rows =
                post(routes(null), "/predict", Map.of(), "text/csv", table).getAsJsonArray();
        assertEquals(2, rows.size());
        assertEquals(
                "{\"input\":\"body\",\"row\":1,\"outputs\":{\"price\":9.0}}",
                rows.get(0).toString());
    }

    @Test
    void picture_isAnsweredWithItsClass() throws IOException {
        run("1", images());
        JsonObject answer = post(routes(null), "/predict", Map.of(), "image/png", png(0, 255))
                .getAsJsonObject();
        assertEquals("right", answer.get("class").getAsString());
        assertEquals(
                1 / (1 + Math.exp(-1)),
                answer.getAsJsonObject("outputs").get("right").getAsDouble(),
                1e-6);
    }

    @Test
    void withoutRun_theModelOfTheSettingsAnswersBeforeThatWrittenLast() throws IOException {
        run("1", price(1));
        run("2", price(2));
        run("3", price(3));
        Files.setLastModifiedTime(
                folder.resolve("2/model.json"), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
        assertEquals(2, price(predict(routes(null), "[0, 0]")));
        assertEquals(3, price(predict(routes(folder.resolve("3/model.json")), "[0, 0]")));
    }

    private static double price(JsonElement answer) {
        return answer.getAsJsonObject().getAsJsonObject("outputs").get("price").getAsDouble();
    }

    @Test
    void runThatIsNamed_answers() throws IOException {
        run("1", price(1));
        run("2", price(2));
        byte[] body = "[0, 0]".getBytes(UTF_8);
        for (int i = 1; i <= 2; i++) {
            Map<String, String> query = Map.of("run", id(Integer.toString(i)));
            assertEquals(i, price(post(routes(null), "/predict", query, JSON, body)));
        }
    }

    @ParameterizedTest
    @CsvSource({"application/json,400", "'',415", "text/html,415", "image/png,400", "text/csv,400"})
    void bodyThatIsNoExample_isRefused(String type, int status) throws IOException {
        run("1", price(1));
        assertEquals(status, status(routes(null), "/predict", Map.of(), type, "<p>".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", " \n{\"size\": 1, \"age\": 2}"})
    void form_thatBeginsAsJson_isReadAsJson(String body) throws IOException {
        run("1", price(1));
        assertEquals(9, price(post(routes(null), "/predict", Map.of(), FORM, body.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size=1&age=2", "", " "})
    void form_ofAnythingElse_isRefused(String body) throws IOException {
        run("1", price(1));
        assertEquals(415, status(routes(null), "/predict", Map.of(), FORM, body.getBytes(UTF_8)));
    }

    @Test
    void bodyOfUnnamedBytes_isReadByItsContent() throws IOException {
        run("1", price(1));
        byte[] table = "1,2".getBytes(UTF_8);
        JsonElement answer = post(routes(null), "/predict", Map.of(), "application/octet-stream", table);
        assertTrue(answer.toString().contains("\"price\":9.0"), answer.toString());
        assertEquals(400, status(routes(null), "/predict", Map.of(), "image/png", table));
    }

    @Test
    void tooManyRows_areRefused() throws IOException {
        run("1", price(1));
        byte[] most = "1,2\n".repeat(Examples.MOST).getBytes(UTF_8);
        JsonElement answers = post(routes(null), "/predict", Map.of(), "text/csv", most);
        assertEquals(Examples.MOST, answers.getAsJsonArray().size());
        byte[] table = "1,2\n".repeat(Examples.MOST + 1).getBytes(UTF_8);
        assertEquals(413, status(routes(null), "/predict", Map.of(), "text/csv", table));
    }

    @Test
    void unknownRun_runWithoutModelAndNoModel_areNotFound() throws IOException {
        Routes routes = routes(null);
        assertEquals(404, status(routes, "/predict", Map.of(), JSON, new byte[0]));
        run("1", price(1));
        run("2", price(2));
        Files.delete(folder.resolve("2/model.json"));
        assertEquals(404, status(routes, "/predict", Map.of("run", "../1"), JSON, new byte[0]));
        assertEquals(404, status(routes, "/predict", Map.of("run", id("2")), JSON, new byte[0]));
        assertEquals(404, status(routes(folder.resolve("none.json")), "/predict", Map.of(), JSON, new byte[0]));
    }

    @Test
    void modelThatIsALink_isNotFollowed() throws IOException {
        run("1", price(1));
        Files.move(folder.resolve("1/model.json"), folder.resolve("outside.json"));
        Files.createSymbolicLink(folder.resolve("1/model.json"), folder.resolve("outside.json"));
        assertEquals(404, status(routes(null), "/predict", Map.of("run", id("1")), JSON, new byte[0]));
    }

    @Test
    void model_isDescribed() throws IOException {
        run("1", images());
        run("2", degrees());
        JsonObject images = get(routes(null), "/model", Map.of("run", id("1"))).getAsJsonObject();
        assertEquals("classification", images.get("task").getAsString());
        assertEquals(2, images.get("columns").getAsInt());
        assertEquals("[\"left\",\"right\"]", images.get("outputs").toString());
        JsonObject degrees = get(routes(null), "/model", Map.of("run", id("2"))).getAsJsonObject();
        assertNull(degrees.get("rows"));
        assertTrue(degrees.get("standardized").getAsBoolean());
    }

    @Test
    void models_areListedByTheIdsThatThePageAsksThemBy() throws IOException {
        run("1", price(1));
        Path file = folder.resolve("1/model.json");
        JsonArray models =
                get(routes(file), "/api/models", Map.of()).getAsJsonObject().getAsJsonArray("models");
        assertEquals(2, models.size());
        assertEquals("", models.get(0).getAsJsonObject().get("id").getAsString());
        assertEquals(id("1"), models.get(1).getAsJsonObject().get("id").getAsString());
    }

    @Test
    void explanationOfAPicture_hasItsPixelsAndEvidence() throws IOException {
        run("1", images());
        JsonObject why = explain(id("1"), "image/png", png(51, 255));
        assertEquals("right", why.get("class").getAsString());
        assertEquals(
                "{\"rows\":1,\"columns\":2,\"pixels\":[51,255]}",
                why.get("image").toString());
        assertEquals("[0.0,1.0]", why.get("evidence").toString());
        assertEquals("[0.0,1.0]", why.get("gradient").toString());
        assertEquals("pixel share of 255", why.get("unit").getAsString());
        assertNull(why.get("input"));
        assertTrue(why.get("milliseconds").getAsDouble() > 0);
    }

    @Test
    void pixelsOfNumbersBeyondBlackAndWhite_areThese() throws IOException {
        run("1", images());
        JsonObject why = explain(id("1"), JSON, "[-0.5, 2.5]".getBytes(UTF_8));
        assertEquals("[0,255]", why.getAsJsonObject("image").get("pixels").toString());
    }

    @ParameterizedTest
    @CsvSource({"14,warm,3,6", "6,cold,-3,6"})
    void explanationOfABinaryAnswer_isForTheClassThatIsAnswered(
            String degrees, String answer, double gradient, double evidence) throws IOException {
        run("1", degrees());
        JsonObject why = explain(id("1"), JSON, ("[" + degrees + "]").getBytes(UTF_8));
        assertEquals(answer, why.get("explained").getAsString());
        assertEquals(gradient, why.getAsJsonArray("gradient").get(0).getAsDouble());
        assertEquals(evidence, why.getAsJsonArray("evidence").get(0).getAsDouble());
        assertEquals("standard deviations", why.get("unit").getAsString());
        assertNull(why.get("image"));
    }

    @Test
    void explanationOfATable_isInTheUnitsOfItsInputs() throws IOException {
        run("1", price(1));
        JsonObject why = explain(id("1"), JSON, "[1, 2]".getBytes(UTF_8));
        assertEquals("units of the input", why.get("unit").getAsString());
        assertEquals("[2.0,3.0]", why.get("gradient").toString());
        assertEquals("[2.0,6.0]", why.get("evidence").toString());
    }

    @Test
    void wideHiddenLayer_isCutDown() throws IOException {
        int width = 201;
        float[] parameters = new float[3 * width + 1];
        parameters[0] = 2;
        Schema schema = new Schema(Task.REGRESSION, List.of("y"), null, List.of());
        run("1", new Model(network(List.of(1, width, 1), Activation.IDENTITY, parameters), schema, null));
        JsonObject layer = explain(id("1"), JSON, "[3]".getBytes(UTF_8))
                .getAsJsonArray("layers")
                .get(0)
                .getAsJsonObject();
        assertEquals(width, layer.get("neurons").getAsInt());
        assertEquals(200, layer.getAsJsonArray("activations").size());
        assertEquals(6, layer.getAsJsonArray("activations").get(0).getAsDouble());
        JsonObject weights = get(routes(null), "/api/weights", Map.of("id", "")).getAsJsonObject();
        assertEquals(100, weights.getAsJsonArray("neurons").size());
        assertEquals(width, weights.get("total").getAsInt());
    }

    @Test
    void explanationOfSeveralExamples_isRefused() throws IOException {
        run("1", price(1));
        byte[] two = "[[1, 2], [3, 4]]".getBytes(UTF_8);
        assertEquals(400, status(routes(null), "/api/explain", Map.of("id", ""), JSON, two));
    }

    @Test
    void weights_areThoseOfEachNeuron() throws IOException {
        Schema schema = new Schema(Task.REGRESSION, List.of("y", "z"), null, List.of());
        run("1", new Model(network(List.of(2, 2), Activation.IDENTITY, 1, 2, 3, -4, 0, 0), schema, null));
        assertEquals(
                "{\"rows\":1,\"columns\":2,\"total\":2,\"neurons\":[[1.0,3.0],[2.0,-4.0]],\"limit\":4.0}",
                get(routes(null), "/api/weights", Map.of("id", id("1"))).toString());
        run("2", images());
        assertEquals(
                2,
                get(routes(null), "/api/weights", Map.of("id", id("2")))
                        .getAsJsonObject()
                        .get("columns")
                        .getAsInt());
    }

    @Test
    void callersShareAModel_whileItsFileIsReplaced() throws Exception {
        run("1", price(0));
        Path file = folder.resolve("1/model.json");
        Routes routes = routes(file);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Double>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                callers.add(threads.submit(() -> {
                    double last = 0;
                    while (last < REPLACEMENTS) {
                        double price = price(predict(routes, "[0, 0]"));
                        assertTrue(price >= last, "an older model answers");
                        last = price;
                    }
                    return last;
                }));
            }
            for (int i = 1; i <= REPLACEMENTS; i++) {
                ModelFile.write(file, price(i));
            }
            for (Future<Double> caller : callers) {
                assertEquals(REPLACEMENTS, caller.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/model"})
    void server_answersOtherPrograms(String path) throws Exception {
        run("1", price(1));
        PageSettings settings = new PageSettings(List.of(folder), null, null, null, null);
        try (PageServer server = PageServer.start(settings)) {
            HttpResponse<String> reply = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.address()).resolve(path))
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(200, reply.statusCode());
            assertEquals(
                    JSON + "; charset=utf-8",
                    reply.headers().firstValue("Content-Type").orElse(""));
        }
    }
}
