package io.minibatch.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests that the server accepts, and the headers of every reply. */
@Timeout(60)
class PageLimitsTest {
    /** More than there are threads. */
    private static final int SLOW_CALLERS = 100;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private PageServer server;

    @BeforeEach
    void start() {
        Path model = folder.resolve("model.json");
        Architecture line = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        Schema schema = new Schema(Task.REGRESSION, List.of("y"), null, List.of());
        new Model(new Network(line, new float[] {2, 0}), schema, null).save(model);
        server = PageServer.start(new PageSettings(List.of(folder), null, null, null, model, PageServerTest.NO_DATA));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address()).resolve(path));
    }

    private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
        HttpRequest post = request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(post, BodyHandlers.ofString());
    }

    private Socket connected() throws IOException {
        URI address = URI.create(server.address());
        return new Socket(address.getHost(), address.getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app/app.js", "/api/runs", "/health", "/nothing", "/api/run"})
    void everyReply_allowsThisServerOnly_andIsNotKept(String path) throws Exception {
        HttpHeaders headers =
                client.send(request(path).build(), BodyHandlers.ofString()).headers();
        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                headers.firstValue("Content-Security-Policy").orElse(""));
        assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("no-referrer", headers.firstValue("Referrer-Policy").orElse(""));
        assertEquals(
                "same-origin",
                headers.firstValue("Cross-Origin-Resource-Policy").orElse(""));
        assertEquals("no-store", headers.firstValue("Cache-Control").orElse(""));
        assertTrue(headers.firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void body_upToTheLimit_isRead() throws Exception {
        byte[] largest = "1\n".repeat(PageServer.MOST_BYTES / 2).getBytes(UTF_8);
        HttpResponse<String> most = post("/predict", "text/plain", largest);
        assertEquals(415, most.statusCode(), most.body());
        HttpResponse<String> more = post("/predict", "text/plain", new byte[PageServer.MOST_BYTES + 1]);
        assertEquals(413, more.statusCode());
        assertEquals("{\"error\":\"the body has more than 16 MiB\"}", more.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Application/JSON; charset=utf-8|[1]|200", "application/json|[1|400", "text/plain|[1]|415"})
    void contentType_isReadWithoutCaseAndParameters(String type, String body, int status) throws Exception {
        assertEquals(status, post("/predict", type, body.getBytes(UTF_8)).statusCode());
    }

    @Test
    void form_thatAnotherSiteSends_isRefused() throws Exception {
        HttpRequest form = request("/predict")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "http://evil.example")
                .POST(BodyPublishers.ofString("[1]"))
                .build();
        assertEquals(403, client.send(form, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void callersBeyondTheThreads_waitForTheirTurn() throws Exception {
        List<Socket> slow = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_CALLERS; i++) {
                Socket socket = connected();
                socket.getOutputStream().write("GET /health HTTP/1.1\r\n".getBytes(UTF_8));
                slow.add(socket);
            }
            for (int i = 0; i < 3; i++) {
                waiting.add(client.sendAsync(request("/health").build(), BodyHandlers.ofString()));
            }
            String rest = "Host: " + URI.create(server.address()).getAuthority() + "\r\nConnection: close\r\n\r\n";
            for (Socket socket : slow) {
                socket.getOutputStream().write(rest.getBytes(UTF_8));
            }
            for (Socket socket : slow) {
                assertTrue(text(socket.getInputStream()).startsWith("HTTP/1.1 200 "));
            }
            for (CompletableFuture<HttpResponse<String>> each : waiting) {
                assertEquals(200, each.get().statusCode());
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static String text(InputStream reply) throws IOException {
        return new String(reply.readAllBytes(), UTF_8);
    }

    @Test
    void close_endsTheWatching() throws Exception {
        Set<Thread> before = watching();
        PageServer other =
                PageServer.start(new PageSettings(List.of(folder), null, null, null, null, PageServerTest.NO_DATA));
        Set<Thread> its = watching();
        its.removeAll(before);
        assertEquals(1, its.size());
        other.close();
        for (Thread thread : its) {
            thread.join();
        }
    }

    private static Set<Thread> watching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("page-watch"))
                .collect(Collectors.toSet());
    }
}
