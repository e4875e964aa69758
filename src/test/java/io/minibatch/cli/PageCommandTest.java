package io.minibatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.VectorModule;
import io.minibatch.page.PageSettings;
import io.minibatch.page.TakenPort;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PageCommandTest extends ProgramFixture {
    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static String get(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        try {
            while (true) {
                try {
                    return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body();
                } catch (ConnectException notYet) {
                    Thread.sleep(20);
                }
            }
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(address, failed);
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
    void page_withoutFolders_servesTheUsualOnes_toWhoeverHasTheTokenOfTheEnvironment() throws Exception {
        train("runs/first", "--epochs", "1", "--layers", "16,3");
        String port = freePort();
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        VectorModule.OPTION,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        absoluteClassPath(),
                        Minibatch.class.getName(),
                        "page",
                        "--port",
                        port,
                        "--host",
                        "0.0.0.0")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        program.environment().put("MINIBATCH_PAGE_TOKEN", "secret");
        Process process = program.start();
        try (BufferedReader said = process.inputReader()) {
            String line = String.valueOf(said.readLine());
            assertTrue(line.endsWith(":" + port + "/?token=secret  (Ctrl-C stops it)"), line);
            String runs = "http://127.0.0.1:" + port + "/api/runs";
            assertTrue(get(runs).contains("a token is needed"));
            assertTrue(get(runs + "?token=secret").contains("\"id\":\"runs/first\""));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void page_withAModel_answersWithIt() throws Exception {
        train("first", "--epochs", "1", "--layers", "16,3");
        String port = freePort();
        AtomicInteger code = new AtomicInteger(-1);
        String model = path("first/model.json");
        Thread page = started(code, () -> run("page", "--port", port, "--model", model, path("none")));
        String described = get("http://127.0.0.1:" + port + "/model");
        page.interrupt();
        page.join();
        assertTrue(described.startsWith("{\"file\":\"" + model + "\""), described);
    }

    @Test
    void usualPortThatIsTaken_isSaidWithTheNextAddress() throws Exception {
        Optional<ServerSocket> taken = TakenPort.of(PageSettings.FIRST_PORT);
        AtomicInteger code = new AtomicInteger(-1);
        Thread page = started(code, () -> run("page", path("none")));
        while (page.getState() != Thread.State.WAITING) {
            Thread.sleep(20);
        }
        page.interrupt();
        page.join();
        if (taken.isPresent()) {
            taken.get().close();
        }
        assertTrue(
                out.startsWith(
                        "Port " + PageSettings.FIRST_PORT + " is taken; the next free one is used.\nPage: http://"),
                out);
    }

    @Test
    void folderOfTheWork_isServedDuringIt() {
        train("first", "--epochs", "1", "--layers", "16,3");
        PrintStream realOut = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            int status = PageArguments.during(folder.resolve("first"), () -> {
                String address = said.toString(UTF_8).replaceFirst("(?s).*Page: (\\S+).*", "$1");
                return get(address + "api/runs").contains(path("first")) ? 3 : 4;
            });
            assertEquals(3, status);
        } finally {
            System.setOut(realOut);
        }
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

    @Test
    void committeeAsModel_isRefused() throws IOException {
        assertEquals(0, train("all", "--seeds", "2", "--epochs", "1", "--layers", "16,3"), err);
        for (String model : new String[] {path("all"), path("all/committee.json")}) {
            assertEquals(1, run("page", "--model", model));
            assertEquals(
                    "minibatch: --model " + model + ": is a committee; the page answers by a single model, such as "
                            + path("all/1/model.json") + "\n",
                    err);
        }
    }

    @Test
    void folderOfARunAsModel_answers() throws Exception {
        assertEquals(0, train("first", "--epochs", "1", "--layers", "16,3"), err);
        String port = freePort();
        Thread page = started(
                new AtomicInteger(), () -> run("page", "--port", port, "--model", path("first"), path("nothing")));
        String model = get("http://127.0.0.1:" + port + "/model");
        page.interrupt();
        page.join();
        assertEquals(
                path("first/model.json"),
                JsonParser.parseString(model).getAsJsonObject().get("file").getAsString(),
                model);
    }
}
