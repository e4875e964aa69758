package io.minibatch.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load test, against servers that answer, refuse and hang up. */
class PredictLoadTest {
    private static final byte[] BODY = "[0,0.5,1]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REPLY = "{\"class\":\"7\"}".getBytes(StandardCharsets.UTF_8);
    private static final int CALLERS = 8;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void answeredRequests_areAllCountedOnOneConnectionACaller() throws Exception {
        LoadResult result = load(exchange -> reply(exchange, 200));
        assertEquals(Map.of(), result.errors());
        assertEquals(requests.get(), result.nanoseconds().length);
        assertTrue(requests.get() > CALLERS, requests + " requests");
        assertEquals(CALLERS, connections.size());
        assertEquals(Set.of(new String(BODY, StandardCharsets.UTF_8)), bodies);
        assertEquals(3, probes.get());
    }

    @Test
    void otherStatuses_areErrors() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        LoadResult result = load(exchange -> {
            boolean every10th = requests.get() % 10 == 0;
            refused.addAndGet(every10th ? 1 : 0);
            reply(exchange, every10th ? 503 : 200);
        });
        assertTrue(refused.get() > 0, requests + " requests");
        assertEquals(Map.of("HTTP 503", (long) refused.get()), result.errors());
        assertEquals(requests.get() - refused.get(), result.nanoseconds().length);
    }

    @Test
    void connectionsThatAreCut_areErrors() throws Exception {
        LoadResult result = load(HttpExchange::close);
        assertEquals(0, result.nanoseconds().length);
        assertEquals(
                requests.get(),
                result.errors().values().stream().mapToLong(Long::longValue).sum());
        assertTrue(result.toString().contains("Exception: "), result.toString());
    }

    @Test
    void connectionsThatAreClosedByAgreement_areNoErrors() throws Exception {
        LoadResult result = load(exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            reply(exchange, 200);
        });
        assertEquals(Map.of(), result.errors());
        assertTrue(connections.size() > CALLERS, connections.size() + " connections of " + requests);
    }

    @Test
    void noServer_isAnErrorAndEnds() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        InetSocketAddress gone = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        LoadResult result = PredictLoad.run(gone, BODY, 2, Duration.ofMillis(100), () -> {});
        assertEquals(
                Set.of("ConnectException: Connection refused"), result.errors().keySet());
        assertTrue(result.toString().contains("p50 NaN"), result.toString());
    }

    @Test
    void percentiles_areByNearestRank() {
        long[] latencies =
                LongStream.rangeClosed(1, 1000).map(ms -> ms * 1_000_000).toArray();
        LoadResult result = new LoadResult(latencies, Map.of(), 10);
        assertArrayEquals(
                new double[] {500, 900, 990, 999, 1000},
                Arrays.stream(new double[] {50, 90, 99, 99.9, 100})
                        .map(result::milliseconds)
                        .toArray());
        assertEquals("""
                1,000 requests answered in 10.0 s: 100 requests/s
                Latency in ms: p50 500.00, p90 900.00, p99 990.00, p99.9 999.00, max 1000.00
                Errors: none""", result.toString());
        assertEquals(3, new LoadResult(new long[] {3_000_000}, Map.of(), 1).milliseconds(50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/predict", "https://127.0.0.1/predict", "predict"})
    void otherMachinesAndSchemes_areRefused(String url) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PredictLoad.server(URI.create(url)));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(url + ": must be "), refused.getMessage());
    }

    private LoadResult load(Answer answer) throws InterruptedException {
        server.createContext("/predict", exchange -> {
            requests.incrementAndGet();
            connections.add(exchange.getRemoteAddress());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer.to(exchange);
        });
        byte[] request = HttpConnection.post("127.0.0.1", "/predict", "application/json", BODY);
        return PredictLoad.run(server.getAddress(), request, CALLERS, Duration.ofMillis(300), probes::incrementAndGet);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static void reply(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, REPLY.length);
        exchange.getResponseBody().write(REPLY);
        exchange.close();
    }
}
