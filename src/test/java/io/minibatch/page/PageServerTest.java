package io.minibatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.io.FolderLock;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PageServerTest {
    /** For servers whose runs are not evaluated. */
    static final RunData NO_DATA = run -> {
        throw new AssertionError(run);
    };

    private static final String HISTORY = """
            epoch,training_cost,training_accuracy,evaluation_cost,evaluation_accuracy,eta,seconds,examples_per_second
            1,0.5,0.90,0.6,0.89,0.5,1.5,1000
            2,0.4,0.95,0.5,0.93,0.5,3,2000
            3,NaN,0.95,0.5,0.92,0.5,4.5,2000
            """;

    private static final String RUN = """
            {"command": ["train", "--eta=0.5", "--data=a b"], "started": "2026-11-DAYT05:00:00Z", "backend": "cpu",
             "settings": {"layers": [784, 30, 10], "epochs": "3", "eta": "0.5", "out": null},
             "data": {"source": "MNIST"}, "outcome": "OUTCOME"}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        run("1", "completed", HISTORY);
        server = PageServer.start(settings(null, null, null));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private PageSettings settings(@Nullable String host, @Nullable Integer port, @Nullable String token) {
        return new PageSettings(List.of(folder), host, port, token, null, NO_DATA);
    }

    private Path run(String name, String outcome, String history) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("run.json"),
                RUN.replace("DAY", Integer.toString(20 + name.length())).replace("OUTCOME", outcome));
        if (!history.isEmpty()) {
            Files.writeString(run.resolve("history.csv"), history);
        }
        return run;
    }

    private String id(String name) {
        return folder.resolve(name).toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address().replaceFirst("/(\\?.*)?$", "") + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> response) {
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private JsonObject onlyRun() throws Exception {
        return json(get("/api/runs")).getAsJsonArray("runs").get(0).getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/app/app.js", "/app/style.css", "/app/icon.svg", "/lib/uPlot.esm.js", "/lib/uPlot.min.css"
            })
    void files_areServed(String path) throws Exception {
        assertEquals(200, get(path).statusCode());
    }

    @Test
    void everyModule_thatAModuleImports_isServed() throws Exception {
        for (String module : List.of("app.js", "api.js", "chart.js", "dom.js", "history.js", "run.js", "runs.js")) {
            String text = get("/app/" + module).body();
            for (String name : text.split("from '", -1)) {
                if (name.startsWith("./")) {
                    String imported = "/app/" + name.substring(2, name.indexOf('\''));
                    assertEquals(200, get(imported).statusCode(), imported);
                }
            }
        }
    }

    @Test
    void runs_saysWhatTheFilesSay() throws Exception {
        JsonObject run = onlyRun();
        assertEquals(id("1"), run.get("id").getAsString());
        assertEquals("completed", run.get("status").getAsString());
        assertEquals("784-30-10", run.get("network").getAsString());
        assertEquals("MNIST", run.get("data").getAsString());
        assertEquals("93.00 %", run.getAsJsonObject("best").get("text").getAsString());
        assertEquals(2, run.getAsJsonObject("best").get("epoch").getAsInt());
        assertEquals(3, run.get("done").getAsInt());
        assertEquals(4.5, run.get("seconds").getAsDouble());
        assertEquals(2000, run.get("examplesPerSecond").getAsDouble());
        assertEquals(
                "minibatch train --eta=0.5 '--data=a b'", run.get("command").getAsString());
        assertEquals("", run.getAsJsonObject("settings").get("out").getAsString());
        assertFalse(run.get("hasModel").getAsBoolean());
    }

    @Test
    void runs_areNewestFirst() throws Exception {
        run("22", "completed", "");
        JsonArray runs = json(get("/api/runs")).getAsJsonArray("runs");
        assertEquals(id("22"), runs.get(0).getAsJsonObject().get("id").getAsString());
        assertFalse(runs.get(0).getAsJsonObject().has("best"));
    }

    @Test
    void run_whoseProcessLives_isRunning_andElseInterrupted() throws Exception {
        Path run = run("1", "running", HISTORY);
        try (FolderLock lock = FolderLock.take(run)) {
            assertEquals("running", onlyRun().get("status").getAsString());
        }
        assertEquals("interrupted", onlyRun().get("status").getAsString());
    }

    @ParameterizedTest
    @CsvSource({
        "running,true,true",
        "requested,true,true",
        "requested,false,false",
        "completed,true,false",
        "diverged,true,false"
    })
    void run_thatWasCutShort_namesTheCommandThatResumesIt_whereItHasCheckpoints(
            String outcome, boolean checkpoints, boolean resumes) throws Exception {
        Path run = run("1", outcome, HISTORY);
        if (checkpoints) {
            Files.createDirectory(run.resolve("checkpoints"));
        }
        String command = json(get("/api/run?id=" + id("1"))).get("resume").getAsString();
        assertEquals(resumes ? "minibatch train --resume " + run.toAbsolutePath() : "", command);
    }

    @ParameterizedTest
    @CsvSource({"completed,completed", "requested,stopped", "early,stopped early", "failed,failed", "other,other"})
    void status_isTheOutcomeInWords(String outcome, String status) throws Exception {
        run("1", outcome, HISTORY);
        assertEquals(status, onlyRun().get("status").getAsString());
    }

    @Test
    void runThatHasAModel_isSaidToHaveOne() throws Exception {
        assertFalse(onlyRun().get("hasModel").getAsBoolean());
        Files.writeString(folder.resolve("1/model.json"), "{}");
        assertTrue(onlyRun().get("hasModel").getAsBoolean());
    }

    @Test
    void runWhoseFilesHaveNotChanged_isNotReadAgain() throws Exception {
        Path file = folder.resolve("1/run.json");
        FileTime time = Files.getLastModifiedTime(file);
        assertEquals("MNIST", onlyRun().get("data").getAsString());
        Files.writeString(file, Files.readString(file).replace("MNIST", "OTHER"));
        Files.setLastModifiedTime(file, time);
        assertEquals("MNIST", onlyRun().get("data").getAsString());
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertEquals("OTHER", onlyRun().get("data").getAsString());
    }

    @Test
    void run_thatIsNoText_isListedWithTheFault() throws Exception {
        Files.write(folder.resolve("1/run.json"), new byte[] {(byte) 0xFF});
        assertEquals("unreadable", onlyRun().get("status").getAsString());
        assertTrue(onlyRun().get("fault").getAsString().startsWith("cannot be read: "));
    }

    @Test
    void run_thatIsDamaged_isListedWithTheFault() throws Exception {
        Files.writeString(folder.resolve("1/run.json"), "{\"comm");
        assertEquals("unreadable", onlyRun().get("status").getAsString());
        assertTrue(onlyRun().get("fault").getAsString().startsWith("run.json is damaged"));
    }

    @Test
    void run_hasAllOfRunJson() throws Exception {
        JsonObject run = json(get("/api/run?id=" + id("1")));
        assertEquals("cpu", run.getAsJsonObject("run").get("backend").getAsString());
    }

    @Test
    void history_beginsWhereItIsAskedFor() throws Exception {
        JsonObject history = json(get("/api/history?from=1&id=" + id("1")));
        assertEquals(3, history.get("total").getAsInt());
        assertEquals(2, history.getAsJsonArray("rows").size());
        assertEquals("epoch", history.getAsJsonArray("header").get(0).getAsString());
        assertEquals(
                2, history.getAsJsonArray("rows").get(0).getAsJsonArray().get(0).getAsInt());
        assertEquals(
                3,
                json(get("/api/history?id=" + id("1"))).getAsJsonArray("rows").size());
        assertEquals(
                0,
                json(get("/api/history?from=7&id=" + id("1")))
                        .getAsJsonArray("rows")
                        .size());
        assertTrue(history.getAsJsonArray("rows").get(1).getAsJsonArray().get(1).isJsonNull());
    }

    @Test
    void failures_areJsonWithOneSentence() throws Exception {
        HttpResponse<String> unknown = get("/api/run?id=../../etc");
        assertEquals(404, unknown.statusCode());
        assertEquals("unknown run '../../etc'", json(unknown).get("error").getAsString());
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(404, get("/app/../../secret").statusCode());
        assertEquals(400, get("/api/run").statusCode());
    }

    @Test
    void otherMethods_areRefused_andHeadHasNoBody() throws Exception {
        HttpResponse<String> post = client.send(
                request("/api/runs").POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
        assertEquals(405, post.statusCode());
        assertEquals("/api/runs takes GET, not POST", json(post).get("error").getAsString());
        HttpResponse<String> head =
                client.send(request("/").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
    }

    @Test
    void host_ofAnotherName_isRefused() throws Exception {
        URI address = URI.create(server.address());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write("GET /api/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
            String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 403"), reply);
            assertFalse(reply.contains("784-30-10"), reply);
        }
    }

    @Test
    void port_thatIsTaken_isSaid_andWithoutOneAnotherIsChosen() throws IOException, InterruptedException {
        int port = URI.create(server.address()).getPort();
        PageException taken = assertThrows(PageException.class, () -> PageServer.start(settings(null, port, null)));
        assertEquals("port " + port + " is taken by another program; choose another port", taken.getMessage());
        boolean usual = port == PageSettings.FIRST_PORT;
        try (ServerSocket kept =
                        usual ? null : TakenPort.of(PageSettings.FIRST_PORT).orElse(null);
                PageServer second = PageServer.start(settings(null, null, null))) {
            assertTrue(second.moved());
            assertFalse(second.address().equals(server.address()));
        }
    }

    @Test
    void port_thatIsFree_isTaken() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (PageServer other = PageServer.start(settings("127.0.0.1", free, null))) {
            assertEquals("http://127.0.0.1:" + free + "/", other.address());
        }
    }

    @Test
    void host_thatIsUnknownOrElsewhere_isSaid() {
        assertThrows(PageException.class, () -> PageServer.start(settings("no.such.host.invalid", null, null)));
        PageException elsewhere =
                assertThrows(PageException.class, () -> PageServer.start(settings("192.0.2.1", 8642, null)));
        String message = String.valueOf(elsewhere.getMessage());
        assertTrue(message.startsWith("cannot listen on 192.0.2.1 port 8642"), message);
    }

    @Test
    void otherAddress_needsTheTokenOfTheAddress() throws Exception {
        server.close();
        server = PageServer.start(settings("0.0.0.0", null, "to ken"));
        assertTrue(server.address().endsWith("/?token=to+ken"), server.address());
        int port = URI.create(server.address()).getPort();
        URI runs = URI.create("http://127.0.0.1:" + port + "/api/runs");
        assertEquals(
                401,
                client.send(HttpRequest.newBuilder(runs).build(), BodyHandlers.ofString())
                        .statusCode());
        HttpResponse<String> opened = client.send(
                HttpRequest.newBuilder(URI.create(runs + "?token=to+ken")).build(), BodyHandlers.ofString());
        assertEquals(200, opened.statusCode());
        assertTrue(opened.headers().firstValue("Set-Cookie").orElseThrow().contains("HttpOnly"));
    }

    @Test
    void token_isAnotherForEachServer() {
        try (PageServer one = PageServer.start(settings("0.0.0.0", null, null));
                PageServer other = PageServer.start(settings("0.0.0.0", null, null))) {
            String token = one.address().replaceFirst(".*token=", "");
            assertEquals(24, token.length());
            assertFalse(other.address().endsWith(token));
        }
    }

    @Test
    void events_nameWhatChangesComesAndGoes() throws Exception {
        HttpResponse<InputStream> stream = client.send(request("/api/events").build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
            assertEquals("{\"all\":true}", data(lines));
            Files.writeString(folder.resolve("1/history.csv"), HISTORY + "4,0.3,0.96,0.5,0.94,0.5,6,2000\n");
            assertTrue(data(lines).contains("\"runs\":[\"" + id("1") + "\"]"));
            run("2", "completed", "");
            assertTrue(data(lines).contains(id("2")));
            Files.delete(folder.resolve("2/run.json"));
            assertTrue(data(lines).contains(id("2")));
        }
    }

    private static String data(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                return line.substring("data: ".length());
            }
        }
        throw new IOException("the stream has ended");
    }

    @Test
    void historyThatIsALink_isNotRead() throws Exception {
        Path history = folder.resolve("1/history.csv");
        Path elsewhere = Files.move(history, folder.resolve("elsewhere.csv"));
        Files.createSymbolicLink(history, elsewhere);
        assertEquals(
                "cannot be read: history.csv is a link, which the page does not follow",
                onlyRun().get("fault").getAsString());
        assertEquals(0, json(get("/api/history?id=" + id("1"))).get("total").getAsInt());
    }

    @Test
    void memoryThatIsFull_isSaid() throws Exception {
        Architecture architecture = Architecture.of(List.of(1, 2), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Schema schema = new Schema(Task.CLASSIFICATION, List.of("a", "b"), null, List.of());
        new Model(new Network(architecture, new float[4]), schema, null).save(folder.resolve("1/model.json"));
        RunData full = run -> {
            throw new OutOfMemoryError("Java heap space");
        };
        server.close();
        server = PageServer.start(new PageSettings(List.of(folder), null, null, null, null, full));
        HttpResponse<String> reply = get("/api/evaluation?id=" + id("1"));
        assertEquals(503, reply.statusCode());
        assertEquals(
                "out of memory (Java heap space); give Java more, for example by MINIBATCH_JAVA_OPTS=-Xmx8g",
                json(reply).get("error").getAsString());
    }
}
