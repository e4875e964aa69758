package io.minibatch.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The files of the page itself, which lie in the jar. */
final class Assets {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final List<String> MODULES = List.of(
            "app.js",
            "api.js",
            "canvas.js",
            "chart.js",
            "charts.js",
            "dom.js",
            "draw.js",
            "experiment.js",
            "experiments.js",
            "explanation.js",
            "facts.js",
            "history.js",
            "list.js",
            "live.js",
            "mistakes.js",
            "parallel.js",
            "run.js",
            "runs.js",
            "search.js",
            "searches.js",
            "status.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private Assets() {}

    /** Adds a route for each file. */
    static void addTo(Routes routes) {
        add(routes, "/", "index.html");
        add(routes, "/app/style.css", "style.css");
        add(routes, "/app/icon.svg", "icon.svg");
        MODULES.forEach(name -> add(routes, "/app/" + name, name));
        add(routes, "/lib/uPlot.esm.js", UPLOT + "uPlot.esm.js");
        add(routes, "/lib/uPlot.min.css", UPLOT + "uPlot.min.css");
    }

    private static void add(Routes routes, String path, String resource) {
        byte[] content = content(resource);
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        Reply reply = Reply.bytes(String.valueOf(type), content);
        routes.get(path, request -> reply);
    }

    private static byte[] content(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource + " is not on the class path")
                    .readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
