package io.minibatch.page;

import com.google.gson.JsonObject;
import io.minibatch.io.Reason;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.tune.Journal;
import io.minibatch.tune.SearchRecord;
import io.minibatch.tune.SearchReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a search in the list.
 *
 * @param held whether a living process has locked the folder
 * @param record null if {@code search.json} cannot be read
 * @param fault why the search cannot be shown, empty if it can or will be at once
 * @param changed when the journal was last written, in ISO 8601
 */
record SearchSummary(
        Entry entry,
        boolean held,
        @Nullable SearchRecord record,
        List<Journal.Entry> journal,
        String fault,
        String changed) {
    private static final String REPEAT =
            "search.json is missing: the search was started by an earlier version; repeat its command to write the file";

    static SearchSummary read(Entry entry) {
        Path folder = entry.folder();
        List<Journal.Entry> journal = List.of();
        SearchRecord record = null;
        String fault = "";
        String changed = "";
        boolean held = entry.isHeld();
        try {
            Path file = folder.resolve(Journal.FILE);
            Instant time = Files.getLastModifiedTime(file).toInstant();
            changed = time.truncatedTo(ChronoUnit.SECONDS).toString();
            journal = Journal.read(file);
            entry.requireNoLink(SearchRecord.FILE);
            record = SearchRecord.read(folder);
            new SearchReport(record, journal);
        } catch (NoSuchFileException missing) {
            fault = changed.isEmpty() ? "journal.jsonl is missing" : held ? "" : REPEAT;
        } catch (IOException unreadable) {
            fault = "cannot be read: " + Reason.of(unreadable);
        } catch (IllegalArgumentException damaged) {
            fault = "search.json is damaged: " + damaged.getMessage();
            record = null;
        }
        return new SearchSummary(entry, held, record, journal, fault, changed);
    }

    JsonObject json() {
        List<Journal.Entry> last = Journal.last(journal);
        JsonObject json = new JsonObject();
        json.addProperty("id", entry.id());
        json.addProperty("status", status());
        json.addProperty("fault", fault);
        json.addProperty("changed", changed);
        json.addProperty("trials", last.size());
        json.addProperty(
                "failed",
                last.stream().filter(trial -> trial.accuracy() == null).count());
        json.addProperty(
                "seconds", last.stream().mapToDouble(Journal.Entry::seconds).sum());
        if (record != null) {
            json.addProperty("planned", record.trials());
            json.addProperty("space", record.space());
            json.addProperty("sampler", record.sampler());
            json.addProperty("comparisons", record.ladder().comparisons());
            json.addProperty("score", record.score().label());
            new SearchReport(record, journal)
                    .best().stream().findFirst().ifPresent(trial -> json.add("best", best(record, trial)));
        }
        return json;
    }

    private static JsonObject best(SearchRecord record, Journal.Entry trial) {
        JsonObject json = new JsonObject();
        json.addProperty("value", trial.accuracyOrNaN());
        json.addProperty("text", record.score().text(trial.accuracyOrNaN()));
        json.addProperty("trial", trial.number() + 1);
        return json;
    }

    /** A search writes its journal first and {@code search.json} after it. */
    private String status() {
        if (record == null) {
            return fault.isEmpty() ? "starting" : "unreadable";
        }
        return held ? "running" : record.isCompletedBy(journal) ? "completed" : "stopped";
    }
}
