package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

@DisabledIfSystemProperty(named = "spark", matches = "true", disabledReason = "EventFile needs an older protobuf")
class TensorBoardEventsTest {
    @TempDir
    Path folder;

    @Test
    void file_isOfVersion2AndBeginsWithItsFirstStep() throws IOException {
        double before = System.currentTimeMillis() / 1e3;
        write(1, 0, 1);
        List<Event> events = EventFile.read(file(1));
        assertEquals(3, events.size());
        assertEquals("brain.Event:2", events.get(0).getFileVersion());
        assertEquals(
                SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus());
        assertEquals(1, events.get(1).getStep());
        for (Event event : events) {
            assertTrue(event.getWallTime() >= before, "wall time " + event.getWallTime());
            assertTrue(event.getWallTime() <= System.currentTimeMillis() / 1e3, "wall time " + event.getWallTime());
        }
    }

    @Test
    void measurement_isReadBackUnderItsTags() throws IOException {
        Measurement measurement = new Measurement(
                1,
                Map.of(
                        Monitor.TRAINING_COST, 0.5,
                        Monitor.EVALUATION_COST, 0.75,
                        Monitor.EVALUATION_R2, -0.25,
                        Monitor.TRAINING_MEAN_ABSOLUTE_ERROR, 3.0),
                0.125,
                1,
                1234);
        new TensorBoardEvents(folder, 1, 0).measured(new History(List.of(measurement)), this::noNetwork);
        assertEquals(
                Map.of(
                        "cost/training", Map.of(1L, 0.5f),
                        "cost/validation", Map.of(1L, 0.75f),
                        "r2/validation", Map.of(1L, -0.25f),
                        "mean_absolute_error/training", Map.of(1L, 3f),
                        "speed/learning_rate", Map.of(1L, 0.125f),
                        "speed/examples_per_second", Map.of(1L, 1234f)),
                EventFile.shown(folder));
    }

    @Test
    void valuesThatAreNoNumbers_areKeptAsSuch() throws IOException {
        Measurement diverged = new Measurement(
                1,
                Map.of(Monitor.TRAINING_COST, Double.NaN, Monitor.EVALUATION_COST, Double.POSITIVE_INFINITY),
                0,
                1,
                1);
        new TensorBoardEvents(folder, 1, 0).measured(new History(List.of(diverged)), this::noNetwork);
        assertEquals(
                Map.of(
                        "cost/training", Map.of(1L, Float.NaN),
                        "cost/validation", Map.of(1L, Float.POSITIVE_INFINITY),
                        "speed/examples_per_second", Map.of(1L, 1f)),
                EventFile.shown(folder));
    }

    @Test
    void measurementInsideAnEpoch_countsForItsEnd() throws IOException {
        write(1, 0, 1, 2, 2.3);
        assertEquals(Set.of(1L, 2L, 3L), steps());
    }

    @Test
    void severalMeasurementsAnEpoch_haveTheExamplesSeenAsStep() throws IOException {
        write(50_000, 0, 10_000 / 50_000d, 20_010 / 50_000d, 1, 60_000 / 50_000d);
        assertEquals(Set.of(10_000L, 20_010L, 50_000L, 60_000L), steps());
    }

    @Test
    void resumedRun_replacesTheStepsAfterItsCheckpoint() throws IOException {
        write(1, 0, 1, 2, 3, 3.5);
        write(1, 2, 3, 4);
        assertEquals(List.of(file(1), file(2)), EventFile.of(folder));
        assertEquals(Set.of(1L, 2L, 3L, 4L), steps());
    }

    @Test
    void resumedRunOfSeveralMeasurementsAnEpoch_replacesTheStepsAfterItsCheckpoint() throws IOException {
        write(100, 0, 0.5, 1, 1.5, 2, 2.2);
        write(100, 1, 1.5, 2);
        assertEquals(Set.of(50L, 100L, 150L, 200L), steps());
    }

    @Test
    void recordThatIsCutOff_leavesTheOnesBeforeIt() throws IOException {
        write(1, 0, 1, 2);
        byte[] whole = Files.readAllBytes(file(1));
        Files.write(file(1), Arrays.copyOf(whole, whole.length - 5));
        assertEquals(Set.of(1L), steps());
    }

    @Test
    void noMeasurement_leavesNoFile() throws IOException {
        new TensorBoardEvents(folder, 1, 0);
        assertEquals(List.of(), EventFile.of(folder));
    }

    @Test
    void folderThatCannotBeWritten_isNamed() {
        Path missing = folder.resolve("missing");
        TensorBoardEvents events = new TensorBoardEvents(missing, 1, 0);
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class, () -> events.measured(new History(List.of(at(1))), this::noNetwork));
        String message = String.valueOf(thrown.getMessage());
        assertTrue(
                message.startsWith(missing.resolve("events.out.tfevents.000001") + ": cannot be written: "), message);
    }

    private Set<Long> steps() throws IOException {
        return EventFile.shown(folder, "cost/training").keySet();
    }

    private void write(int stepsPerEpoch, int epochsDone, double... epochs) {
        TensorBoardEvents events = new TensorBoardEvents(folder, stepsPerEpoch, epochsDone);
        for (double epoch : epochs) {
            events.measured(new History(List.of(at(epoch))), this::noNetwork);
        }
    }

    private static Measurement at(double epoch) {
        return new Measurement(epoch, Map.of(Monitor.TRAINING_COST, 1 / epoch), 0.5, epoch, 100);
    }

    private Path file(int number) {
        return folder.resolve("events.out.tfevents.00000" + number);
    }

    private Network noNetwork() {
        throw new AssertionError("the network is not needed");
    }
}
