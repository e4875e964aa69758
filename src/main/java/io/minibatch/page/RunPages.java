package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import io.minibatch.report.RecordedHistory;
import java.util.Comparator;
import java.util.List;

/** The list of runs, and each run's settings and measurements, as its files have them now. */
final class RunPages {
    private final Catalogue catalogue;
    private final FolderCache<RunSummary> summaries = new FolderCache<>();

    RunPages(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    void addTo(Routes routes) {
        routes.get("/api/runs", request -> list());
        routes.get("/api/run", request -> Reply.json(summary(run(request)).whole()));
        routes.get("/api/history", this::history);
    }

    private Entry run(Request request) {
        return catalogue.entry(Kind.RUN, request.parameter("id"));
    }

    private Reply list() {
        JsonArray runs = new JsonArray();
        List<Entry> entries = catalogue.entries(Kind.RUN);
        summaries.retain(entries);
        entries.stream()
                .map(this::summary)
                .sorted(Comparator.comparing(RunSummary::started).reversed())
                .forEach(summary -> runs.add(summary.json()));
        JsonObject json = new JsonObject();
        json.add("runs", runs);
        return Reply.json(json);
    }

    private RunSummary summary(Entry entry) {
        return summaries.get(entry, entry.stamp(), () -> RunSummary.read(entry));
    }

    private Reply history(Request request) {
        RecordedHistory history = summary(run(request)).history();
        int from = request.count("from", 0);
        JsonObject json = new JsonObject();
        json.add("header", ChartJson.texts(history.columns()));
        JsonArray rows = new JsonArray();
        history.rows().stream().skip(from).forEach(row -> rows.add(ChartJson.numbers(row)));
        json.add("rows", rows);
        json.addProperty("total", history.rows().size());
        return Reply.json(json);
    }
}
