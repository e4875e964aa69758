package io.minibatch.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The measured time of a step on each backend, in a JSON file for each machine and workload. The files are replaced
 * whole, so that several processes may share the folder; the oldest are removed.
 *
 * @param folder need not exist
 */
record RememberedTimes(Path folder) {
    /** Files that are kept. */
    static final int MOST = 100;

    private static final int NAME_LENGTH = 16;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** The content of a file; in a foreign file everything may be null. */
    private record Entry(
            @Nullable Map<String, String> measured,
            @Nullable Map<String, StepTime> steps,
            @Nullable String date) {}

    /**
     * Time of a step on a backend.
     *
     * @param together how many trainings {@link io.minibatch.backend.Backend#together} lets make a step in that time
     */
    record StepTime(double seconds, int together) {}

    /** Times by backend, and the day on which they were measured. */
    record Times(Map<String, StepTime> steps, String date) {}

    /**
     * Returns what was measured for this machine and workload, or null if nothing was, or where the file is damaged.
     *
     * @param backends that must have a time
     */
    @Nullable
    Times find(Map<String, String> measured, Set<String> backends) {
        try {
            Entry entry = GSON.fromJson(TextFile.read(file(measured)), Entry.class);
            if (entry == null || entry.steps == null || entry.date == null) {
                return null;
            }
            boolean same = measured.equals(entry.measured)
                    && entry.steps.keySet().equals(backends)
                    && entry.steps.values().stream().allMatch(RememberedTimes::isTime);
            return same ? new Times(entry.steps, entry.date) : null;
        } catch (IOException | JsonParseException | NumberFormatException missingOrDamaged) {
            return null;
        }
    }

    private static boolean isTime(@Nullable StepTime step) {
        return step != null && step.seconds > 0 && Double.isFinite(step.seconds) && step.together > 0;
    }

    /**
     * Keeps what was measured.
     *
     * @throws UncheckedIOException if the folder cannot be written; the message is one line
     */
    void keep(Map<String, String> measured, Map<String, StepTime> steps) {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        AtomicFile.writeText(file(measured), GSON.toJson(new Entry(measured, steps, today)) + "\n");
        removeOldest();
    }

    private Path file(Map<String, String> measured) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(GSON.toJson(measured).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash).substring(0, NAME_LENGTH) + ".json");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Another process may do so at the same time. */
    private void removeOldest() {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> newestFirst = files.sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
            for (Path old : newestFirst.subList(Math.min(MOST, newestFirst.size()), newestFirst.size())) {
                Files.deleteIfExists(old);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(folder + ": cannot be cleared: " + unreadable.getMessage(), unreadable);
        }
    }
}
