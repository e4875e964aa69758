package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.secondorder.BatchTrainer;
import io.minibatch.secondorder.Lbfgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network that a run keeps. On random labels the best epoch is soon over. */
class KeptNetworkTest {
    private static final int EPOCHS = 12;
    private static final Dataset TRAINING = TestData.random(60, 3, 5, 4);
    private static final Dataset EVALUATION = TestData.random(100, 3, 5, 4).slice(60, 100);

    private final Backend backend = new CpuBackend(1);
    private final Network initial = Layers.sigmoid(List.of(15, 7, 4));

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void best_isTheNetworkOfTheFirstEpochWithTheBestAccuracy() {
        TrainingResult result = train(options(EPOCHS));
        double[] accuracies = result.history().series(Monitor.EVALUATION_ACCURACY);
        int best = 0;
        for (int i = 1; i < EPOCHS; i++) {
            best = accuracies[i] > accuracies[best] ? i : best;
        }
        assertEquals(result.history().measurements().get(best), result.kept());
        assertEquals(train(options(best + 1)).last(), result.network());
        assertNotEquals(result.last(), result.network());
    }

    @Test
    void last_isTheNetworkOfTheLastEpoch_withTheSameBits() {
        TrainingResult best = train(options(EPOCHS));
        TrainingResult last = train(options(EPOCHS).keeping(Keep.LAST));
        assertEquals(best.last(), last.network());
        assertEquals(last.last(), last.network());
        assertEquals(EPOCHS, kept(last).epoch());
    }

    /** With a learning rate of almost nothing all epochs have the same accuracy. */
    @Test
    void best_ofEquals_isTheFirst() {
        Hyperparameters still = Hyperparameters.sgd(5, 5, 1e-30, 0);
        TrainingResult result = train(new TrainingOptions(still, Monitoring.everything(), 1));
        assertEquals(1, kept(result).epoch());
    }

    @Test
    void best_withoutEvaluationAccuracy_isTheLast() {
        Monitoring costs = new Monitoring(Set.of(Monitor.TRAINING_COST, Monitor.EVALUATION_COST), 0);
        TrainingResult result = train(new TrainingOptions(options(EPOCHS).hyperparameters(), costs, 1));
        assertEquals(result.last(), result.network());
        assertEquals(EPOCHS, kept(result).epoch());
    }

    @ParameterizedTest
    @EnumSource(Keep.class)
    void resume_fromEveryEpoch_keepsTheSameNetwork(Keep keep) {
        TrainingOptions options = options(EPOCHS).keeping(keep);
        States states = new States();
        TrainingResult whole = train(TrainingState.start(initial), options, states);
        for (TrainingState state : states.all) {
            TrainingResult resumed = train(state, options, new States());
            assertEquals(whole.network(), resumed.network());
            assertEquals(whole.last(), resumed.last());
            assertEquals(kept(whole).epoch(), kept(resumed).epoch());
        }
    }

    /** As checkpoints of version 0.1.0 are, which kept the last network. */
    @Test
    void resume_fromACheckpointWithoutTheBest_keepsTheLast() {
        States states = new States();
        train(TrainingState.start(initial), options(EPOCHS).keeping(Keep.LAST), states);
        TrainingResult resumed = train(states.all.get(5), options(EPOCHS), new States());
        assertEquals(resumed.last(), resumed.network());
        assertEquals(EPOCHS, kept(resumed).epoch());
    }

    @Test
    void checkpoint_ofARunThatKeepsTheLast_hasNoBest() {
        States states = new States();
        train(TrainingState.start(initial), options(2).keeping(Keep.LAST), states);
        assertNull(states.all.get(1).best());
    }

    @Test
    void minimizer_keepsTheBest() {
        BatchTrainer.Options plan = BatchTrainer.Options.of(options(30));
        TrainingResult result =
                new BatchTrainer(backend, new Lbfgs(), plan, List.of()).train(initial, TRAINING, EVALUATION);
        double best = result.history().best(Monitor.EVALUATION_ACCURACY).orElseThrow();
        assertEquals(best, kept(result).score().orElseThrow());
        assertEquals(best, NetworkScore.of(backend, result.network(), EVALUATION));
        assertNotEquals(best, NetworkScore.of(backend, result.last(), EVALUATION));
    }

    @Test
    void diverged_givesTheBestToItsListeners() {
        States states = new States();
        TrainingOptions wild = new TrainingOptions(Hyperparameters.sgd(9, 5, 1e38, 1), Monitoring.everything(), 1);
        train(TrainingState.start(initial), options(2), states);
        assertThrows(DivergedException.class, () -> train(states.all.get(1), wild, states));
        assertEquals(StopReason.DIVERGED, states.results.get(1).reason());
        assertEquals(states.all.get(1).best(), states.results.get(1).network());
    }

    private static Measurement kept(TrainingResult result) {
        return Objects.requireNonNull(result.kept());
    }

    private static TrainingOptions options(int epochs) {
        return new TrainingOptions(Hyperparameters.sgd(epochs, 5, 3, 0), Monitoring.everything(), 1);
    }

    private TrainingResult train(TrainingOptions options) {
        return train(TrainingState.start(initial), options, new States());
    }

    private TrainingResult train(TrainingState start, TrainingOptions options, States states) {
        return new MiniBatchTrainer(backend, options, List.of(states)).train(start, TRAINING, EVALUATION);
    }

    private static final class States implements TrainingListener {
        private final List<TrainingState> all = new ArrayList<>();
        private final List<TrainingResult> results = new ArrayList<>();

        @Override
        public void epochEnded(int epoch, Supplier<TrainingState> state) {
            all.add(state.get());
        }

        @Override
        public void finished(TrainingResult result) {
            results.add(result);
        }
    }
}
