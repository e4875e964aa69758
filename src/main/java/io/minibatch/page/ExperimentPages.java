package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.experiment.Experiments;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.page.Catalogue.Kind;
import java.util.Comparator;
import java.util.List;

/** The list of experiments, and the verdicts, the table and the charts of each, as its trials end. */
final class ExperimentPages {
    private final Catalogue catalogue;
    private final FolderCache<ExperimentSummary> summaries = new FolderCache<>();
    private final FolderCache<JsonObject> rows = new FolderCache<>();
    private final FolderCache<JsonObject> reports = new FolderCache<>();

    ExperimentPages(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    void addTo(Routes routes) {
        routes.get("/api/experiments", request -> list());
        routes.get("/api/experiment", request -> experiment(request.parameter("id")));
    }

    /** Experiments of the book are in its order, before those of users. */
    private Reply list() {
        List<Entry> entries = catalogue.entries(Kind.EXPERIMENT);
        summaries.retain(entries);
        rows.retain(entries);
        reports.retain(entries);
        JsonArray experiments = new JsonArray();
        entries.stream()
                .map(this::summary)
                .sorted(Comparator.comparing(ExperimentPages::place)
                        .thenComparing(summary -> summary.entry().id()))
                .map(summary -> rows.get(summary.entry(), summary.stamp(), summary::json))
                .forEach(experiments::add);
        JsonObject json = new JsonObject();
        json.add("experiments", experiments);
        return Reply.json(json);
    }

    private Reply experiment(String id) {
        ExperimentSummary summary = summary(catalogue.entry(Kind.EXPERIMENT, id));
        return Reply.json(reports.get(summary.entry(), summary.stamp(), summary::whole));
    }

    private ExperimentSummary summary(Entry entry) {
        return summaries.get(entry, entry.stamp(), () -> ExperimentSummary.read(entry));
    }

    private static int place(ExperimentSummary summary) {
        int place = Experiments.NAMES.indexOf(summary.name());
        return place < 0 ? Experiments.NAMES.size() : place;
    }
}
