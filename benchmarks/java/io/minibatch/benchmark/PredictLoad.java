package io.minibatch.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Load test of {@code POST /predict}: many callers at once, each on its own kept connection, on this machine only. */
@Command(
        name = "PredictLoad",
        mixinStandardHelpOptions = true,
        description = "Sends a body to a server on this machine from many callers at once.")
final class PredictLoad implements Callable<Integer> {
    private static final double NANOSECONDS = 1e9;
    private static final int HTTP_PORT = 80;

    @Parameters(index = "0", paramLabel = "URL", description = "For example http://127.0.0.1:8080/predict.")
    private URI url;

    @Parameters(index = "1", paramLabel = "FILE", description = "The body: a .png picture, or JSON.")
    private Path body;

    @Option(names = "--callers", defaultValue = "200", description = "Concurrent callers (default: ${DEFAULT-VALUE}).")
    private int callers;

    @Option(names = "--seconds", defaultValue = "30", description = "Duration in seconds (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--pid", description = "Process of the server, whose resident memory is printed (Linux).")
    private @Nullable Long pid;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PredictLoad())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("PredictLoad: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetSocketAddress server = server(url);
        String type = body.toString().endsWith(".png") ? "image/png" : "application/json";
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        byte[] request =
                HttpConnection.post(url.getRawAuthority(), url.getRawPath() + query, type, Files.readAllBytes(body));
        List<String> memory = new ArrayList<>();
        LoadResult result = run(server, request, callers, Duration.ofSeconds(seconds), () -> memory.add(memory(pid)));
        System.out.println(callers + " callers");
        System.out.println(result);
        if (pid != null) {
            System.out.println("Resident memory at the start, in the middle, at the end: " + String.join(", ", memory));
        }
        return result.errors().isEmpty() ? 0 : 1;
    }

    /**
     * Returns the address of a server on this machine.
     *
     * @throws IllegalArgumentException if the URL is of another machine or not of HTTP
     */
    static InetSocketAddress server(URI url) throws IOException {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException(url + ": must be http://HOST:PORT/PATH");
        }
        InetAddress host = InetAddress.getByName(url.getHost());
        if (!host.isLoopbackAddress()) {
            throw new IllegalArgumentException(url + ": must be of this machine, as http://127.0.0.1:PORT/PATH");
        }
        return new InetSocketAddress(host, url.getPort() < 0 ? HTTP_PORT : url.getPort());
    }

    /**
     * Lets callers send a request over and over.
     *
     * @param probe called at the start, in the middle and at the end
     */
    static LoadResult run(InetSocketAddress server, byte[] request, int callers, Duration duration, Runnable probe)
            throws InterruptedException {
        probe.run();
        long start = System.nanoTime();
        List<Caller> all = Stream.generate(() -> new Caller(server, request, start + duration.toNanos()))
                .limit(callers)
                .toList();
        List<Thread> threads = all.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        Thread.sleep(duration.toMillis() / 2);
        probe.run();
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsed = (System.nanoTime() - start) / NANOSECONDS;
        probe.run();
        return LoadResult.of(all, elapsed);
    }

    private static String memory(@Nullable Long pid) {
        if (pid == null) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid.toString(), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException gone) {
            return "unknown";
        }
    }
}
