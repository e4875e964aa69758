package io.minibatch.trial;

import com.google.gson.Gson;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.FolderTree;
import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.spec.TrialSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outcomes of trials, a file each, named by what decides them. */
public final class Archive {
    /** The name of the archive's folder. */
    public static final String FOLDER = "trials";

    private static final Gson GSON = new Gson();
    private static final String CHECKPOINTS = ".checkpoints";
    private static final String GROUPED = "grouped";

    private final Path folder;
    private final String place;

    /**
     * Opens an archive.
     *
     * @param place whose device and data decide an outcome as its settings do
     */
    public Archive(Path folder, Place place) {
        this(folder, place.key());
    }

    /** Opens an archive by the {@link Place#key} of its place. */
    public Archive(Path folder, String place) {
        this.folder = folder;
        this.place = place;
    }

    /** Makes the folder, so that a wrong one is said before anything is trained. */
    public void open() {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(folder + ": cannot be written: " + Reason.of(failure), failure);
        }
    }

    /**
     * Removes the temporary files that a killed process left in an archive, if there is one. The caller holds the
     * {@link io.minibatch.io.FolderLock} that keeps other processes out of it.
     */
    public static void removeLeftovers(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        AtomicFile.removeLeftovers(folder);
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(CHECKPOINTS)).forEach(AtomicFile::removeLeftovers);
        } catch (IOException failure) {
            throw new UncheckedIOException(folder + ": cannot be read: " + Reason.of(failure), failure);
        }
    }

    /** The content of a file; the label is for readers. Grouped is whether the trial ran in a group, null for no. */
    private record Entry(
            String label,
            SortedMap<String, String> settings,
            long seed,
            @Nullable Boolean grouped,
            Outcome outcome) {}

    /** Returns the outcome of a trial, null if it did not run or its file cannot be read. */
    public @Nullable Outcome find(Trial trial) {
        return find(trial, false);
    }

    /**
     * As {@link #find(Trial)}; null as well where {@code timed} and the seconds of the trial include those of other
     * trials.
     */
    public @Nullable Outcome find(Trial trial, boolean timed) {
        try {
            JsonFields fields = read(trial);
            return fields == null || timed && fields.flag(GROUPED) ? null : outcome(fields.object("outcome"));
        } catch (IOException | IllegalArgumentException damaged) {
            return null;
        }
    }

    /** Returns when the outcome of a trial was written, {@link Instant#EPOCH} for none. */
    public Instant written(Trial trial) {
        try {
            return Files.getLastModifiedTime(file(trial)).toInstant();
        } catch (IOException missing) {
            return Instant.EPOCH;
        }
    }

    private @Nullable JsonFields read(Trial trial) throws IOException {
        Path file = file(trial);
        return Files.exists(file) ? JsonFields.parse(TextFile.read(file)) : null;
    }

    /**
     * Removes the outcome and the checkpoints of a trial that ran in a group, if there are any: its seconds include
     * those of other trials.
     */
    void removeGrouped(Trial trial) {
        if (!isGrouped(trial)) {
            return;
        }
        FolderTree.delete(checkpoints(trial));
        try {
            Files.delete(file(trial));
        } catch (IOException failure) {
            throw new UncheckedIOException(file(trial) + ": cannot be removed: " + Reason.of(failure), failure);
        }
    }

    private boolean isGrouped(Trial trial) {
        try {
            JsonFields fields = read(trial);
            return fields != null && fields.flag(GROUPED);
        } catch (IOException | IllegalArgumentException damaged) {
            return false;
        }
    }

    private static Outcome outcome(JsonFields fields) {
        Map<String, double[]> series = new TreeMap<>();
        JsonFields columns = fields.object("series");
        columns.names().forEach(name -> series.put(name, columns.numbers(name)));
        Map<String, Double> values = new TreeMap<>();
        JsonFields numbers = fields.object("values");
        numbers.names().forEach(name -> values.put(name, numbers.number(name)));
        long[] weights = Arrays.stream(fields.numbers("weights"))
                .mapToLong(weight -> (long) weight)
                .toArray();
        if (series.values().stream()
                                .mapToInt(column -> column.length)
                                .distinct()
                                .count()
                        > 1
                || (weights.length != 0 && weights.length != Outcome.BINS)) {
            throw new IllegalArgumentException("the series or the bins of the weights are not whole");
        }
        return new Outcome(series, values, weights, fields.text("end"), fields.text("day", ""));
    }

    /** Writes the outcome of a trial, and removes its checkpoints unless other trials may use them. */
    public void keep(Trial trial, Outcome outcome) {
        keep(trial, outcome, false);
    }

    /** As {@link #keep(Trial, Outcome)}; {@code grouped} is whether the trial ran in a group. */
    void keep(Trial trial, Outcome outcome, boolean grouped) {
        String text = GSON.toJson(new Entry(
                trial.label(), trial.settings().texts(), trial.seed(), grouped ? Boolean.TRUE : null, outcome));
        AtomicFile.writeText(file(trial), text);
        if (!trial.settings().has(TrialSettings.UNTIL) && !FinalMeasure.isNamedBy(trial)) {
            FolderTree.delete(checkpoints(trial));
        }
    }

    /**
     * Returns the folder for the checkpoints of a trial that is not yet done, the same whatever its limit and its
     * measure.
     */
    Path checkpoints(Trial trial) {
        return folder.resolve(trial.unlimited().key(place) + CHECKPOINTS);
    }

    private Path file(Trial trial) {
        return folder.resolve(trial.key(place) + ".json");
    }
}
