package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import io.minibatch.report.RecordedHistory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The list of runs, and each run's settings and measurements, as its files have them now. */
final class RunPages {
    private final Catalogue catalogue;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** What was read of a folder when its files had a stamp. */
    private record Known(String stamp, RunSummary summary) {}

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
        known.keySet().retainAll(entries.stream().map(Entry::id).toList());
        entries.stream()
                .map(this::summary)
                .sorted(Comparator.comparing(RunSummary::started).reversed())
                .forEach(summary -> runs.add(summary.json()));
        JsonObject json = new JsonObject();
        json.add("runs", runs);
        return Reply.json(json);
    }

    private RunSummary summary(Entry entry) {
        String stamp = entry.stamp();
        Known before = known.get(entry.id());
        if (before != null && before.stamp.equals(stamp)) {
            return before.summary;
        }
        RunSummary summary = RunSummary.read(entry);
        known.put(entry.id(), new Known(stamp, summary));
        return summary;
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
