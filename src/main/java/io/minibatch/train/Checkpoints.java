package io.minibatch.train;

import io.minibatch.io.Reason;
import io.minibatch.network.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The checkpoints of one run in a folder: the newest ones and the best one. */
public final class Checkpoints implements TrainingListener {
    private static final int KEPT = 3;

    private final Path folder;
    private final int everyEpochs;

    /**
     * Creates the listener of a folder, which is created on the first checkpoint.
     *
     * @param everyEpochs epochs from one checkpoint to the next, 0 for none
     */
    public Checkpoints(Path folder, int everyEpochs) {
        if (everyEpochs < 0) {
            throw new IllegalArgumentException("checkpoint-every must not be negative, but is " + everyEpochs);
        }
        this.folder = folder;
        this.everyEpochs = everyEpochs;
    }

    @Override
    public void epochEnded(int epoch, Supplier<TrainingState> state) {
        if (everyEpochs > 0 && epoch % everyEpochs == 0) {
            write(state.get());
        }
    }

    /** Throws {@link CheckpointException} if it cannot be written. */
    private void write(TrainingState state) {
        try {
            Files.createDirectories(folder);
            CheckpointFile.write(file(state.epoch()), state);
            prune(state);
        } catch (IOException failure) {
            throw new CheckpointException(folder + ": cannot be written: " + Reason.of(failure));
        }
    }

    private Path file(int epoch) {
        return folder.resolve(String.format(Locale.ROOT, "epoch-%06d.json", epoch));
    }

    /**
     * Deletes all but the newest and the best; the JSON first, so that none is left without its numbers. Numbers
     * without their JSON, which a kill between the two leaves, are deleted as well.
     */
    private void prune(TrainingState state) throws IOException {
        Path best = file(bestEpoch(state.progress().measurements()));
        Path written = file(state.epoch());
        List<Path> old = newestFirst(".json").stream().skip(KEPT).toList();
        for (Path json : old) {
            if (!json.equals(best) && !json.equals(written)) {
                Files.deleteIfExists(json);
            }
        }
        for (Path tensors : newestFirst(".safetensors")) {
            if (!Files.exists(CheckpointFile.json(tensors))) {
                Files.delete(tensors);
            }
        }
    }

    private static int bestEpoch(List<Measurement> measurements) {
        double best = Double.NEGATIVE_INFINITY;
        int epoch = -1;
        for (Measurement measurement : measurements) {
            double score = measurement.score().orElse(best);
            if (score > best && measurement.epoch() == Math.rint(measurement.epoch())) {
                best = score;
                epoch = (int) measurement.epoch();
            }
        }
        return epoch;
    }

    private List<Path> newestFirst(String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("epoch-\\d+\\" + ending))
                    .sorted(Comparator.comparing((Path file) -> String.valueOf(file.getFileName()))
                            .reversed())
                    .toList();
        }
    }

    /**
     * Returns the newest complete checkpoint, null for none.
     *
     * @param architecture of the run that resumes
     * @param refused receives a line for each newer checkpoint that is damaged or of another network
     */
    public @Nullable TrainingState newest(Architecture architecture, Consumer<String> refused) {
        try {
            for (Path json : newestFirst(".json")) {
                try {
                    return CheckpointFile.read(json, architecture);
                } catch (CheckpointException damaged) {
                    refused.accept(String.valueOf(damaged.getMessage()));
                }
            }
            return null;
        } catch (IOException failure) {
            throw new CheckpointException(folder + ": cannot be read: " + Reason.of(failure));
        }
    }
}
