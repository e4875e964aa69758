package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import io.minibatch.report.Bars;
import io.minibatch.report.ParallelAxes;
import io.minibatch.tune.Journal;
import io.minibatch.tune.SearchReport;
import java.util.List;

/** The list of searches, and the plots and the table of each, as its files have them now. */
final class SearchPages {
    private final Catalogue catalogue;
    private final FolderCache<JsonObject> summaries = new FolderCache<>();
    private final FolderCache<JsonObject> reports = new FolderCache<>();

    SearchPages(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    void addTo(Routes routes) {
        routes.get("/api/searches", request -> list());
        routes.get("/api/search", request -> search(request.parameter("id")));
    }

    private Reply list() {
        List<Entry> entries = catalogue.entries(Kind.SEARCH);
        summaries.retain(entries);
        reports.retain(entries);
        JsonArray searches = new JsonArray();
        entries.stream()
                .map(entry -> summaries.get(
                        entry, entry.stamp(), () -> SearchSummary.read(entry).json()))
                .sorted((one, other) -> other.get("changed")
                        .getAsString()
                        .compareTo(one.get("changed").getAsString()))
                .forEach(searches::add);
        JsonObject json = new JsonObject();
        json.add("searches", searches);
        return Reply.json(json);
    }

    private Reply search(String id) {
        Entry entry = catalogue.entry(Kind.SEARCH, id);
        return Reply.json(reports.get(entry, entry.stamp(), () -> whole(entry)));
    }

    private static JsonObject whole(Entry entry) {
        SearchSummary summary = SearchSummary.read(entry);
        JsonObject json = summary.json();
        if (summary.record() == null) {
            return json;
        }
        SearchReport report = new SearchReport(summary.record(), summary.journal());
        json.addProperty("failures", report.failures());
        List<Journal.Entry> best = report.best();
        if (!best.isEmpty()) {
            json.addProperty("command", report.command(best.get(0)).toString());
            json.addProperty("settings", report.describe(best.get(0)));
        }
        json.add("overTime", ChartJson.of(report.overTime()));
        JsonArray slices = new JsonArray();
        report.slices().values().forEach(slice -> slices.add(ChartJson.of(slice)));
        json.add("slices", slices);
        report.parallel().ifPresent(axes -> json.add("parallel", parallel(axes, report)));
        report.importance().ifPresent(bars -> json.add("bars", bars(bars)));
        json.add("table", ChartJson.table(report.table()));
        return json;
    }

    /** The lines are in the order of their ranks, the best last. */
    private static JsonObject parallel(ParallelAxes parallel, SearchReport report) {
        List<Journal.Entry> best = report.best();
        JsonArray axes = new JsonArray();
        for (ParallelAxes.Axis axis : parallel.axes()) {
            JsonObject json = new JsonObject();
            json.addProperty("name", axis.name());
            json.addProperty("low", axis.low());
            json.addProperty("high", axis.high());
            axes.add(json);
        }
        JsonArray lines = new JsonArray();
        for (int i = 0; i < parallel.lines().size(); i++) {
            Journal.Entry trial = best.get(best.size() - 1 - i);
            JsonObject json = new JsonObject();
            json.add("heights", ChartJson.numbers(parallel.lines().get(i).heights()));
            json.addProperty("rank", parallel.lines().get(i).rank());
            json.addProperty("trial", trial.number() + 1);
            json.addProperty("settings", report.describe(trial));
            lines.add(json);
        }
        JsonObject json = new JsonObject();
        json.addProperty("title", parallel.title());
        json.add("axes", axes);
        json.add("lines", lines);
        return json;
    }

    private static JsonObject bars(Bars bars) {
        JsonObject shares = new JsonObject();
        bars.shares().forEach(shares::addProperty);
        JsonObject json = new JsonObject();
        json.addProperty("title", bars.title());
        json.add("shares", shares);
        return json;
    }
}
