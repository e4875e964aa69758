package io.minibatch.tune;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a search, a line of JSON each, appended and flushed to the disk as each ends. A last line that a kill cut short
 * is no trial, and is cut off.
 */
public final class Journal {
    /** Its name in the folder of a search. */
    public static final String FILE = "journal.jsonl";

    private static final Gson GSON = new Gson();

    private final Path file;
    private final Set<Entry> entries = Collections.synchronizedSet(new LinkedHashSet<>());

    /**
     * A trial that ended, or came to a rung of a {@link Ladder}.
     *
     * @param number of the trial, counted from 0
     * @param epochs that it was to train
     * @param settings the flags that were searched
     * @param accuracy the best on the validation images, null where the trial failed
     * @param seconds of training
     * @param end how it ended, as {@link io.minibatch.trial.Outcome} says, or why it failed
     */
    public record Entry(
            int number,
            int epochs,
            SortedMap<String, String> settings,
            List<Double> point,
            @Nullable Double accuracy,
            double seconds,
            String end) {
        /** Returns the accuracy, NaN where the trial failed. */
        public double accuracyOrNaN() {
            return accuracy == null ? Double.NaN : accuracy;
        }
    }

    /**
     * Opens a journal with what is in it.
     *
     * @param head what the search is; a journal of another search is refused
     * @throws IllegalArgumentException where the file is a journal of another search
     */
    public Journal(Path file, String head) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!Files.exists(file)) {
                append(head);
                return;
            }
            String text = Files.readString(file);
            int whole = text.lastIndexOf('\n') + 1;
            if (whole < text.length()) {
                cut(text.substring(0, whole));
            }
            List<String> lines = text.substring(0, whole).lines().toList();
            if (lines.isEmpty()) {
                append(head);
            } else if (!lines.get(0).equals(head)) {
                throw new IllegalArgumentException(file + " is of another search: " + lines.get(0));
            }
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                Entry entry = GSON.fromJson(line, Entry.class);
                entries.add(entry);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be read: " + Reason.of(failure), failure);
        } catch (JsonParseException damaged) {
            throw new IllegalArgumentException(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** Returns what is in it, in the order of the file. */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    /** Returns what came of a trial after so many epochs, null where it has not come to that. */
    public @Nullable Entry find(int number, int epochs) {
        return entries().stream()
                .filter(entry -> entry.number == number && entry.epochs == epochs)
                .findFirst()
                .orElse(null);
    }

    /** Returns what came of each trial after the most epochs that it had, by their numbers. */
    public List<Entry> last() {
        SortedMap<Integer, Entry> last = new TreeMap<>();
        for (Entry entry : entries()) {
            last.merge(entry.number, entry, (one, other) -> one.epochs >= other.epochs ? one : other);
        }
        return List.copyOf(last.values());
    }

    /** Adds a trial. */
    public void add(Entry entry) {
        try {
            append(GSON.toJson(entry));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be written: " + Reason.of(failure), failure);
        }
        entries.add(entry);
    }

    private void append(String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    private void cut(String whole) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
            channel.force(true);
        }
    }
}
