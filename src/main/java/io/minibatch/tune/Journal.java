package io.minibatch.tune;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonSerializer;
import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import io.minibatch.io.LineFile;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.spec.Settings;
import io.minibatch.spec.SettingsJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a search, a line of JSON each, appended and flushed to the disk as each ends. A last line that a kill
 * cut short is no trial, and is cut off.
 */
public final class Journal {
    /** Its name in the folder of a search. */
    public static final String FILE = "journal.jsonl";

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(Settings.class, (JsonSerializer<Settings>)
                    (settings, type, json) -> json.serialize(settings.texts()))
            .create();

    private final Path file;
    private final Set<Entry> entries = Collections.synchronizedSet(new LinkedHashSet<>());

    /**
     * A trial that ended, or came to a rung of a {@link Ladder}.
     *
     * @param number of the trial, counted from 0
     * @param epochs that it was to train
     * @param settings that were searched
     * @param accuracy the best on the validation data, or the best R² of a regression; null if the trial failed
     * @param seconds of training
     * @param end how it ended, as {@link io.minibatch.trial.Outcome} says, or why it failed
     */
    public record Entry(
            int number,
            int epochs,
            Settings settings,
            List<Double> point,
            @Nullable Double accuracy,
            double seconds,
            String end) {
        public Entry {
            if (number < 0 || epochs < 1 || !(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "trial " + number + " of " + epochs + " epochs in " + seconds + " seconds is impossible");
            }
            if (accuracy != null && !(accuracy > Double.NEGATIVE_INFINITY && accuracy <= 1)) {
                throw new IllegalArgumentException("\"accuracy\" must be at most 1, not " + accuracy);
            }
            if (!point.stream().allMatch(coordinate -> coordinate >= 0 && coordinate <= 1)) {
                throw new IllegalArgumentException("\"point\" must be of numbers from 0 to 1");
            }
            point = List.copyOf(point);
        }

        /** Reads an entry, as {@link Gson} writes it. */
        static Entry read(JsonFields fields) {
            Entry entry = new Entry(
                    (int) fields.count("number", Integer.MAX_VALUE),
                    (int) fields.count("epochs", Integer.MAX_VALUE),
                    SettingsJson.read(fields, "settings"),
                    Arrays.stream(fields.numbers("point")).boxed().toList(),
                    fields.has("accuracy") ? (Double) fields.number("accuracy") : null,
                    fields.number("seconds"),
                    fields.text("end"));
            if (entry.point.size() != entry.settings.given().size()) {
                throw new IllegalArgumentException("\"point\" must have a number for each of the settings");
            }
            return entry;
        }

        /** Returns the accuracy, NaN if the trial failed. */
        public double accuracyOrNaN() {
            return accuracy == null ? Double.NaN : accuracy;
        }
    }

    /**
     * Opens a journal and reads its entries. Lines that cannot be read are left out, with one warning; their trials are
     * carried out again.
     *
     * @param head what the search is; a journal of another search is refused
     * @throws IllegalArgumentException if the file is a journal of another search
     */
    public Journal(Path file, String head) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!Files.exists(file)) {
                LineFile.append(file, head);
                return;
            }
            JournalLines lines = JournalLines.of(TextFile.bytes(file));
            if (lines.isCut()) {
                cut(lines.size());
            }
            String first = lines.head();
            if (first == null) {
                LineFile.append(file, head);
            } else if (!first.equals(head)) {
                throw new IllegalArgumentException(
                        file + " is of another search, '" + Excerpt.of(first) + "'; use another folder");
            }
            entries.addAll(lines.entries());
            String damage = lines.damage();
            if (damage != null) {
                LOG.warn("{}: {}.", file, damage);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be read: " + Reason.of(failure), failure);
        }
    }

    /**
     * Returns the entries of a journal, which may be written meanwhile, in the order of the file. Changes nothing;
     * lines that cannot be read are left out.
     */
    public static List<Entry> read(Path file) throws IOException {
        return List.copyOf(JournalLines.of(TextFile.bytes(file)).entries());
    }

    /** Returns the entries in the order of the file. */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** Returns what came of a trial after so many epochs, null if it has not come to that. */
    public @Nullable Entry find(int number, int epochs) {
        return entries().stream()
                .filter(entry -> entry.number == number && entry.epochs == epochs)
                .findFirst()
                .orElse(null);
    }

    /** Returns what came of each trial after the most epochs that it had, by their numbers. */
    public List<Entry> last() {
        return last(entries());
    }

    /** As {@link #last()}, of these entries. */
    public static List<Entry> last(List<Entry> entries) {
        SortedMap<Integer, Entry> last = new TreeMap<>();
        for (Entry entry : entries) {
            last.merge(entry.number, entry, (one, other) -> one.epochs >= other.epochs ? one : other);
        }
        return List.copyOf(last.values());
    }

    /** Adds a trial. */
    public void add(Entry entry) {
        try {
            LineFile.append(file, GSON.toJson(entry));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be written: " + Reason.of(failure), failure);
        }
        entries.add(entry);
    }

    private void cut(long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
            channel.force(true);
        }
    }
}
