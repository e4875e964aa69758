package io.minibatch.cli;

import io.minibatch.page.PageServer;
import io.minibatch.page.PageSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say where a page is served. */
final class PageArguments {
    /** The environment variable of the token, which arguments would show to other users of the machine. */
    private static final String TOKEN = "MINIBATCH_PAGE_TOKEN";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port, 1 to 65535 (default: the first free one from " + PageSettings.FIRST_PORT + " on).")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "Name or address to listen on; other machines then need the token in the printed address, which "
                            + TOKEN + " sets (default: 127.0.0.1, this machine only).")
    private @Nullable String host;

    static List<Path> usualFolders() {
        return List.of(Path.of("runs"), Path.of("tune"), Path.of("experiments"));
    }

    PageSettings settings(List<Path> folders, @Nullable Path model) {
        String token = System.getenv(TOKEN);
        return new PageSettings(folders, host, port, token == null || token.isEmpty() ? null : token, model);
    }

    /** Starts a page and prints its address. */
    static PageServer start(PageSettings settings) {
        PageServer server = PageServer.start(settings);
        if (server.moved()) {
            System.out.println("Port " + PageSettings.FIRST_PORT + " is taken; another one is used.");
        }
        System.out.println("Page: " + server.address() + "  (Ctrl-C stops it)");
        return server;
    }

    /** Returns when the process is told to stop. */
    static void awaitInterruption() {
        CountDownLatch asked = new CountDownLatch(1);
        try (Interruption interruption = Interruption.calls(asked::countDown)) {
            asked.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
