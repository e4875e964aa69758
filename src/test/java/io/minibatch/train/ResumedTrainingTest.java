package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.optimize.Stopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that resumes from a checkpoint takes over all of it: the clock, the end, the best network. */
class ResumedTrainingTest {
    private static final Dataset TRAINING = TestData.random(23, 3, 5, 4);
    private static final Dataset EVALUATION = TestData.random(9, 3, 5, 4);

    private final Backend backend = new CpuBackend(1);
    private final Network initial = Layers.sigmoid(List.of(15, 7, 4));

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void train_fromACheckpoint_goesOnWithItsClock() {
        TrainingState saved = stateAfter(2, new Stopping.Never(), 0.5);
        TrainingState.Progress thousand = new TrainingState.Progress(
                saved.progress().measurements(), saved.progress().seenAtMeasurement(), 1000);
        TrainingState late = new TrainingState(2, saved.network(), saved.optimizerState(), null, thousand);
        List<Measurement> measurements = train(late, options(4, new Stopping.Never(), 0.5), new Ends())
                .history()
                .measurements();
        assertEquals(4, measurements.size());
        assertTrue(measurements.get(1).seconds() < 1000);
        assertTrue(measurements.get(2).seconds() > 1000);
        assertTrue(measurements.get(3).seconds() > measurements.get(2).seconds());
    }

    /** With a learning rate of almost nothing the first accuracy stays the best. */
    @Test
    void train_fromARunThatStoppedEarly_doesNotTrainOn() {
        Stopping stopping = new Stopping.NoImprovement(2);
        TrainingState saved = stateAfter(50, stopping, 1e-30);
        assertEquals(3, saved.epoch());
        TrainingResult resumed = train(saved, options(50, stopping, 1e-30), new Ends());
        assertEquals(StopReason.EARLY_STOPPING, resumed.reason());
        assertEquals(3, resumed.history().measurements().size());
    }

    @Test
    void train_thatDivergesAfterABest_handsTheBestOver() {
        Stopping stopping = new Stopping.NoImprovement(50);
        TrainingState saved = stateAfter(2, stopping, 0.5);
        Network best = Objects.requireNonNull(saved.best());
        Ends ends = new Ends();
        assertThrows(DivergedException.class, () -> train(saved, options(9, stopping, 1e38), ends));
        assertEquals(1, ends.results.size());
        assertEquals(StopReason.DIVERGED, ends.results.get(0).reason());
        assertEquals(best, ends.results.get(0).network());
        assertNotEquals(initial, best);
    }

    private TrainingState stateAfter(int epochs, Stopping stopping, double eta) {
        Ends ends = new Ends();
        train(TrainingState.start(initial), options(epochs, stopping, eta), ends);
        return Objects.requireNonNull(ends.state);
    }

    private TrainingResult train(TrainingState start, TrainingOptions options, Ends ends) {
        return new MiniBatchTrainer(backend, options, List.of(ends)).train(start, TRAINING, EVALUATION);
    }

    private static TrainingOptions options(int epochs, Stopping stopping, double eta) {
        return new TrainingOptions(Hyperparameters.sgd(epochs, 5, eta, 1).with(stopping), Monitoring.everything(), 1);
    }

    /** Keeps the state of the last epoch and the results. */
    private static final class Ends implements TrainingListener {
        private final List<TrainingResult> results = new ArrayList<>();
        private @Nullable TrainingState state;

        @Override
        public void epochEnded(int epoch, Supplier<TrainingState> current) {
            state = current.get();
        }

        @Override
        public void finished(TrainingResult result) {
            results.add(result);
        }
    }
}
