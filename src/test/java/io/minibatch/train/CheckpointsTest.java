package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path folder;

    @Test
    void epochEnded_keepsTheLastThreeAndTheBest() throws IOException {
        write(1, 0.5, 0.8, 0.6, 0.7, 0.7, 0.7, 0.7);
        assertEquals(
                List.of(
                        "epoch-000002.json",
                        "epoch-000002.safetensors",
                        "epoch-000005.json",
                        "epoch-000005.safetensors",
                        "epoch-000006.json",
                        "epoch-000006.safetensors",
                        "epoch-000007.json",
                        "epoch-000007.safetensors"),
                names());
    }

    /** A JSON without its numbers would be taken for a damaged checkpoint. */
    @Test
    void epochEnded_whereAnOldJsonCannotBeDeleted_leavesItsNumbers() throws IOException {
        write(1, 0.9, 0.5, 0.5, 0.5);
        Path json = folder.resolve("epoch-000002.json");
        Files.delete(json);
        Files.createDirectories(json.resolve("not empty"));
        assertThrows(CheckpointException.class, () -> write(5, 0.9, 0.5, 0.5, 0.5, 0.5));
        assertTrue(names().containsAll(List.of("epoch-000002.safetensors", "epoch-000005.json")));
    }

    /** Writes the checkpoints of a run with these accuracies from an epoch on. */
    private void write(int from, double... accuracies) {
        Checkpoints checkpoints = new Checkpoints(folder, 1);
        List<Measurement> measurements = new ArrayList<>();
        for (int epoch = 1; epoch <= accuracies.length; epoch++) {
            Map<Monitor, Double> values = Map.of(Monitor.EVALUATION_ACCURACY, accuracies[epoch - 1]);
            measurements.add(new Measurement(epoch, values, 0.5, epoch, 1));
            TrainingState state = new TrainingState(
                    epoch,
                    Layers.sigmoid(List.of(3, 2)),
                    new float[0],
                    null,
                    new TrainingState.Progress(measurements, epoch, epoch));
            if (epoch >= from) {
                checkpoints.epochEnded(epoch, () -> state);
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
