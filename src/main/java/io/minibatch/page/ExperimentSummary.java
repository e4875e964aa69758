package io.minibatch.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.experiment.ExperimentReport;
import io.minibatch.experiment.Verdict;
import io.minibatch.io.Reason;
import io.minibatch.page.Catalogue.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A summary of an experiment for the list, and its own view.
 *
 * @param record null if {@code experiment.json} cannot be read
 * @param written when the files in its folder and the outcomes of its trials were written, {@link Instant#EPOCH} for
 *     missing ones
 * @param fault why the experiment cannot be shown, empty if it can
 * @param running whether a process works in its folder
 */
record ExperimentSummary(
        Entry entry, @Nullable ExperimentRecord record, List<Instant> written, String fault, boolean running) {
    private static final String RESULTS = "results.json";
    private static final String REPEAT =
            "experiment.json is missing: an earlier version wrote the results in this folder; repeat its command to show them here";

    static ExperimentSummary read(Entry entry) {
        Path folder = entry.folder();
        ExperimentRecord record = null;
        String fault = "";
        // Before the record is read: one that is replaced meanwhile has another time at the next look.
        List<Instant> written = new ArrayList<>(
                List.of(written(folder.resolve(ExperimentRecord.FILE)), written(folder.resolve(RESULTS))));
        try {
            entry.requireNoLink(ExperimentRecord.FILE);
            record = ExperimentRecord.read(folder);
        } catch (NoSuchFileException missing) {
            fault = REPEAT;
        } catch (IOException unreadable) {
            fault = "cannot be read: " + Reason.of(unreadable);
        } catch (IllegalArgumentException damaged) {
            fault = "experiment.json is damaged: " + damaged.getMessage();
        }
        if (record != null) {
            written.addAll(record.written(folder));
        }
        return new ExperimentSummary(entry, record, written, fault, entry.isHeld());
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException missing) {
            return Instant.EPOCH;
        }
    }

    /** Returns a text that is another where something of this experiment has changed, not only of those beside it. */
    String stamp() {
        return running + " " + written;
    }

    /** Returns the name by which experiments have their order, empty if it is not known. */
    String name() {
        return record == null ? "" : record.plan().name();
    }

    /** Returns what the list shows. */
    JsonObject json() {
        return record == null ? json(null) : json(record.report(entry.folder()));
    }

    /** Returns what its own view shows. */
    JsonObject whole() {
        if (record == null) {
            return json(null);
        }
        ExperimentReport report = record.report(entry.folder());
        JsonObject json = json(report);
        json.addProperty("claim", report.claim());
        json.addProperty("notes", report.notes());
        json.addProperty("days", report.days());
        json.addProperty("explanation", report.explanation());
        json.addProperty("legend", report.legend());
        JsonArray verdicts = new JsonArray();
        report.verdicts().forEach(verdict -> verdicts.add(verdict(verdict)));
        json.add("answers", verdicts);
        json.add("table", ChartJson.table(report.table()));
        JsonArray charts = new JsonArray();
        report.charts().forEach(chart -> charts.add(ChartJson.of(chart)));
        json.add("charts", charts);
        json.add("commands", texts(report.commands()));
        json.add("circumstances", texts(record.circumstances()));
        return json;
    }

    private JsonObject json(@Nullable ExperimentReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("id", entry.id());
        json.addProperty("fault", fault);
        Instant last = written.stream().max(Instant::compareTo).orElse(Instant.EPOCH);
        json.addProperty("changed", last.truncatedTo(ChronoUnit.SECONDS).toString());
        json.addProperty("status", status(report));
        if (report != null) {
            json.addProperty("title", report.title());
            json.addProperty("chapter", report.chapter());
            json.addProperty("done", report.done());
            json.addProperty("planned", report.planned());
            json.add("verdicts", counts(report.verdicts()));
        }
        return json;
    }

    /** Completed experiments of a process that runs several are not running. */
    private String status(@Nullable ExperimentReport report) {
        if (report == null) {
            return "unreadable";
        }
        boolean ended =
                report.done() == report.planned() && Files.exists(entry.folder().resolve(RESULTS));
        return ended ? "completed" : running ? "running" : "stopped";
    }

    private static JsonObject counts(List<Verdict> verdicts) {
        JsonObject counts = new JsonObject();
        for (Verdict.Answer answer : Verdict.Answer.values()) {
            counts.addProperty(
                    answer.word(),
                    verdicts.stream().filter(each -> each.answer() == answer).count());
        }
        return counts;
    }

    private static JsonObject verdict(Verdict verdict) {
        JsonObject json = new JsonObject();
        json.addProperty("word", verdict.answer().word());
        json.addProperty("says", verdict.claim());
        json.addProperty("figures", verdict.figures());
        return json;
    }

    private static JsonObject texts(Map<String, String> texts) {
        JsonObject json = new JsonObject();
        texts.forEach(json::addProperty);
        return json;
    }
}
