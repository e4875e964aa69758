package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.ClaimingBackend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loop cannot tell a backend that claims a plan from one that records it. */
class ClaimedStepTest {
    private static final Dataset DATA = TestData.random(23, 3, 5, 4);
    private static final Architecture ARCHITECTURE = Architecture.of(
            List.of(15, 7, 6, 4), List.of(Activation.GELU, Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
    private static final Network INITIAL = Initializer.DEFAULT.initialize(ARCHITECTURE, 1);

    static List<TrainingOptions> runs() {
        Regularization all =
                new Regularization(new WeightPenalty(0.1, 0.2), DropoutRates.hidden(0.3, ARCHITECTURE), 1.5, 0.1);
        Hyperparameters plain = Hyperparameters.sgd(6, 5, 0.1, 0.5);
        return List.of(
                new TrainingOptions(plain, Monitoring.everything(), 3),
                new TrainingOptions(
                        plain.with(UpdateRule.Adam.standard()).with(all),
                        new Monitoring(Monitoring.everything().monitors(), 12),
                        3,
                        AugmentationPreset.CIRESAN.of(3, 5)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void train_claimedPlan_equalsRecordedOne(TrainingOptions options) {
        ClaimingBackend claiming = new ClaimingBackend(new CpuBackend(1));
        States expected = new States();
        States actual = new States();
        TrainingResult recorded = train(new CpuBackend(1), options, expected, TrainingState.start(INITIAL));
        TrainingResult claimed = train(claiming.backend(), options, actual, TrainingState.start(INITIAL));
        assertEquals(1, claiming.claims());
        assertEquals(List.of(false), expected.fused);
        assertEquals(List.of(true), actual.fused);
        assertTrue(claiming.steps() >= 30, () -> claiming.steps() + " steps");
        assertEquals(recorded.network(), claimed.network());
        assertEquals(recorded.last(), claimed.last());
        assertEquals(costs(recorded), costs(claimed));
        for (int epoch = 0; epoch < 6; epoch++) {
            assertArrayEquals(
                    expected.all.get(epoch).optimizerState(),
                    actual.all.get(epoch).optimizerState());
            assertEquals(
                    expected.all.get(epoch).network(), actual.all.get(epoch).network());
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void resume_onABackendThatClaims_equalsTheRunThatRecorded(TrainingOptions options) {
        States states = new States();
        Network expected = train(new CpuBackend(1), options, states, TrainingState.start(INITIAL))
                .last();
        ClaimingBackend claiming = new ClaimingBackend(new CpuBackend(1));
        TrainingState third = Objects.requireNonNull(states.all.get(2));
        assertEquals(
                expected,
                train(new CheckedBackend(claiming.backend()), options, new States(), third)
                        .last());
        assertEquals(1, claiming.claims());
    }

    private static List<String> costs(TrainingResult result) {
        return result.history().measurements().stream()
                .map(measurement -> measurement.epoch() + " " + measurement.values())
                .toList();
    }

    private static TrainingResult train(Backend opened, TrainingOptions options, States states, TrainingState start) {
        try (Backend backend = opened) {
            return new MiniBatchTrainer(backend, options, List.of(states)).train(start, DATA, DATA);
        }
    }

    /** The states at the ends of the epochs. */
    private static final class States implements TrainingListener {
        private final List<TrainingState> all = new ArrayList<>();
        private final List<Boolean> fused = new ArrayList<>();

        @Override
        public void stepsRecorded(boolean isFused) {
            fused.add(isFused);
        }

        @Override
        public void epochEnded(int epoch, Supplier<TrainingState> state) {
            all.add(state.get());
        }
    }
}
