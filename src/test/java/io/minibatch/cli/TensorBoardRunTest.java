package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.report.EventFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** {@code train --tensorboard}: what TensorBoard reads of a run is what its history says. */
@DisabledIfSystemProperty(named = "spark", matches = "true", disabledReason = "EventFile needs an older protobuf")
class TensorBoardRunTest extends ProgramFixture {
    /** Columns of {@code history.csv}, and their tags. */
    private static final Map<String, String> TAGS = Map.of(
            "training_cost", "cost/training",
            "evaluation_cost", "cost/validation",
            "training_accuracy", "accuracy/training",
            "evaluation_accuracy", "accuracy/validation",
            "training_r2", "r2/training",
            "evaluation_r2", "r2/validation");

    @Test
    void classification_isThatOfTheHistory() throws IOException {
        assertEquals(0, train("run", "--epochs", "3", "--tensorboard"), err);
        assertEquals(Set.of(1L, 2L, 3L), shown("run", "cost/validation").keySet());
        assertSameAsHistory("run", "training_cost", "evaluation_cost", "training_accuracy", "evaluation_accuracy");
    }

    @Test
    void regression_hasR2() throws IOException {
        StringBuilder table = new StringBuilder("size,rooms,price\n");
        for (int i = 0; i < 60; i++) {
            table.append(i)
                    .append(',')
                    .append(i % 5)
                    .append(',')
                    .append(3 * i + i % 5 + 0.5)
                    .append('\n');
        }
        Files.writeString(folder.resolve("houses.csv"), table);
        String[] command = {"train", "--data", path("houses.csv"), "--target-columns", "price", "--standardize"};
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--out", path("run"), "--backend", "cpu", "--epochs", "2", "--tensorboard"));
        assertEquals(0, run(arguments.toArray(String[]::new)), err);
        assertSameAsHistory("run", "training_cost", "evaluation_cost", "training_r2", "evaluation_r2");
    }

    @Test
    void resumedRun_goesOnInAnotherFileWithoutDoubledSteps() throws IOException {
        assertEquals(0, train("run", "--epochs", "5", "--checkpoint-every", "2", "--tensorboard"), err);
        assertEquals(0, run("train", "--resume", path("run"), "--epochs", "6"), err);
        assertEquals(2, EventFile.of(folder.resolve("run")).size());
        assertEquals(
                Set.of(1L, 2L, 3L, 4L, 5L, 6L), shown("run", "cost/training").keySet());
        assertSameAsHistory("run", "training_cost", "evaluation_cost", "training_accuracy", "evaluation_accuracy");
    }

    @Test
    void measurementsInsideEpochs_haveTheExamplesSeenAsStep() throws IOException {
        assertEquals(0, train("run", "--epochs", "2", "--monitor-every", "50", "--tensorboard"), err);
        assertEquals(
                Set.of(50L, 100L, 150L, 200L), shown("run", "cost/training").keySet());
    }

    @Test
    void divergedRun_leavesNoFileWithoutAMeasurement() throws IOException {
        assertEquals(1, train("run", "--eta", "1e38", "--epochs", "3", "--tensorboard"));
        assertTrue(err.contains("the cost is no longer a number"), err);
        assertEquals(List.of(), EventFile.of(folder.resolve("run")));
    }

    @Test
    void withoutTheFlag_thereIsNoEventFile() throws IOException {
        assertEquals(0, train("run", "--epochs", "1"), err);
        assertEquals(List.of(), EventFile.of(folder.resolve("run")));
    }

    private Map<Long, Float> shown(String run, String tag) throws IOException {
        return EventFile.shown(folder.resolve(run), tag);
    }

    private void assertSameAsHistory(String run, String... columns) throws IOException {
        Path history = folder.resolve(run).resolve("history.csv");
        List<String[]> rows = Files.readAllLines(history).stream()
                .map(line -> line.split(",", -1))
                .toList();
        List<String> header = List.of(rows.get(0));
        for (String column : columns) {
            Map<Long, Float> expected = new TreeMap<>();
            for (String[] row : rows.subList(1, rows.size())) {
                expected.put((long) Double.parseDouble(row[0]), Float.parseFloat(row[header.indexOf(column)]));
            }
            assertEquals(expected, shown(run, TAGS.getOrDefault(column, "none")), column);
        }
    }
}
