package io.minibatch.cli;

import io.minibatch.page.PageServer;
import io.minibatch.page.PageSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
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
            description = "Name or address to listen on (default: 127.0.0.1, this machine only). Other machines need "
                    + "the token in the printed address, or the one in "
                    + TOKEN + ".")
    private @Nullable String host;

    static List<Path> usualFolders() {
        return List.of(Path.of("runs"), Path.of("tune"), Path.of("experiments"));
    }

    PageSettings settings(List<Path> folders, @Nullable Path model) {
        String token = System.getenv(TOKEN);
        return new PageSettings(
                folders, host, port, token == null || token.isEmpty() ? null : token, model, new RecordedData());
    }

    /**
     * Serves a page during some work and, after exit status 0, until Ctrl-C or SIGTERM.
     *
     * @param folder that is shown beside the usual ones, null for none
     * @return the exit status
     */
    static int during(@Nullable Path folder, IntSupplier work) {
        List<Path> folders = new ArrayList<>(usualFolders());
        if (folder != null) {
            folders.add(folder);
        }
        try (PageServer server = start(new PageArguments().settings(folders, null))) {
            int status = work.getAsInt();
            if (status == 0) {
                System.out.println("The page is still served: " + server.address() + "  (Ctrl-C stops it)");
                awaitInterruption();
            }
            return status;
        }
    }

    /** Starts a page and prints its address. */
    static PageServer start(PageSettings settings) {
        PageServer server = PageServer.start(settings);
        if (server.moved()) {
            System.out.println("Port " + PageSettings.FIRST_PORT + " is taken; the next free one is used.");
        }
        System.out.println("Page: " + server.address() + "  (Ctrl-C stops it)");
        return server;
    }

    /** Waits for Ctrl-C or SIGTERM. */
    static void awaitInterruption() {
        CountDownLatch asked = new CountDownLatch(1);
        try (Interruption interruption = Interruption.calls(asked::countDown)) {
            asked.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
