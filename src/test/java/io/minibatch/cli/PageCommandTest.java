package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PageCommandTest extends ProgramFixture {
    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        while (true) {
            try {
                return HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body();
            } catch (ConnectException notYet) {
                Thread.sleep(20);
            }
        }
    }

    /** Starts a command that serves until it is interrupted. */
    private static Thread started(AtomicInteger code, IntSupplier command) {
        Thread thread = new Thread(() -> code.set(command.getAsInt()));
        thread.start();
        return thread;
    }

    @Test
    void page_servesTheRunsOfItsFolders_untilItIsStopped() throws Exception {
        train("first", "--epochs", "2", "--layers", "16,3");
        String port = freePort();
        AtomicInteger code = new AtomicInteger(-1);
        Thread page = started(code, () -> run("page", "--port", port, folder.toString()));
        String runs = get("http://127.0.0.1:" + port + "/api/runs");
        JsonObject run = JsonParser.parseString(runs)
                .getAsJsonObject()
                .getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject();
        page.interrupt();
        page.join();
        assertEquals(0, code.get(), err);
        assertEquals("Page: http://127.0.0.1:" + port + "/  (Ctrl-C stops it)\n", out);
        assertEquals(path("first"), run.get("id").getAsString());
        assertEquals("completed", run.get("status").getAsString());
    }

    @Test
    void train_withPage_isServedAfterwardsToo() throws Exception {
        AtomicInteger code = new AtomicInteger(-1);
        Thread page = started(code, () -> train("watched", "--epochs", "1", "--layers", "16,3", "--page"));
        while (!Files.exists(folder.resolve("watched/model.json"))) {
            Thread.sleep(20);
        }
        while (page.getState() != Thread.State.WAITING) {
            Thread.sleep(20);
        }
        page.interrupt();
        page.join();
        assertEquals(0, code.get(), err);
        assertTrue(out.contains("Page: http://127.0.0.1:"), out);
        assertTrue(out.contains("The page is still served: http://127.0.0.1:"), out);
        assertFalse(Files.readString(folder.resolve("watched/run.json")).contains("\"--page\""), "not part of the run");
    }

    @Test
    void train_withPage_thatFails_endsAtOnce() {
        assertEquals(2, train("watched", "--layers", "16,x", "--page"));
        assertEquals(1, run("train", "--data", path("missing"), "--page"));
        assertFalse(out.contains("still served"), out);
    }

    @Test
    void port_thatIsNone_isRefused() {
        assertEquals(2, run("page", "--port", "70000"));
        assertTrue(err.startsWith("minibatch: --port: must be from 1 to 65535, not 70000"), err);
    }

    @Test
    void port_thatIsTaken_isSaidInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(1, run("page", "--port", Integer.toString(taken.getLocalPort())));
            assertEquals(
                    "minibatch: port " + taken.getLocalPort() + " is taken by another program; choose another port\n",
                    err);
        }
    }
}
