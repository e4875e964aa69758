package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Averaged weights against double precision, and their runs resumed. An epoch has 130 steps, parts of two. */
abstract class AveragingContract {
    private static final Dataset DATA = TestData.sparse(130, 3, 5, 4, 0.2);
    private static final int STEPS = 130;
    private static final Network INITIAL = Layers.sigmoid(List.of(15, 7, 4));
    private static final Hyperparameters PLAIN = Hyperparameters.sgd(4, 1, 0.1, 0.5);

    @TempDir
    private Path folder;

    /** Opens the backend under test. */
    protected abstract Backend open();

    @Test
    void exponentialAverage_equalsTheReference() {
        double decay = 0.998; // whose bias would still show after all steps
        List<float[]> parts = weights(4, 2);
        double[] expected = new double[parts.get(0).length];
        int all = 4 * STEPS;
        for (int part = 0; part < parts.size(); part++) {
            double weight = (1 - decay * decay) * Math.pow(decay, all - 2 * (part + 1)) / (1 - Math.pow(decay, all));
            float[] values = parts.get(part);
            Arrays.setAll(expected, i -> expected[i] + weight * values[i]);
        }
        checkAverage(expected, parts, new Averaging.Exponential(decay));
    }

    @Test
    void stochasticAverage_equalsTheReference() {
        List<float[]> epochs = weights(4, STEPS);
        double[] expected = new double[epochs.get(0).length];
        Arrays.setAll(expected, i -> ((double) epochs.get(2)[i] + epochs.get(3)[i]) / 2);
        checkAverage(expected, epochs, new Averaging.Stochastic(0.5));
    }

    private void checkAverage(double[] expected, List<float[]> weights, Averaging averaging) {
        States states = new States();
        TrainingResult result = train(options(PLAIN, averaging), TrainingState.start(INITIAL), states);
        new Tolerance(1e-6, 1e-5).check(expected, result.last().parameters());
        TrainingState end = states.all.get(3);
        assertArrayEquals(weights.get(weights.size() - 1), end.network().parameters());
        assertEquals(result.last(), Objects.requireNonNull(end.average()).network());
        assertEquals(result.network(), result.last());
    }

    /** Returns the weights of a run after each so many steps. */
    private List<float[]> weights(int epochs, int every) {
        List<float[]> all = new ArrayList<>();
        try (Backend backend = open();
                OwnDevice device = new OwnDevice(backend);
                TrainingSession session = new TrainingSession(
                        device,
                        INITIAL,
                        DATA,
                        DATA,
                        new TrainingSession.Measured(
                                Monitoring.everything().monitors(), Regularization.NONE, Averaging.NONE));
                MiniBatchSteps steps = new MiniBatchSteps(
                        device, options(PLAIN, Averaging.NONE), session.network(), session.training())) {
            backend.upload(options(PLAIN, Averaging.NONE).rates(0.1, 0, 130).pack(), steps.rates());
            for (int epoch = 0; epoch < epochs; epoch++) {
                steps.startEpoch(3, epoch);
                for (int done = 0; done < STEPS; done += every) {
                    steps.runAll(every);
                    all.add(session.network().download().parameters());
                }
            }
        }
        return all;
    }

    /** The mean is what is measured, with its own penalty. */
    @Test
    void measurements_areOfTheAverage() {
        TrainingResult averaged =
                train(options(PLAIN, Averaging.parse("ema:0.99")), TrainingState.start(INITIAL), new States());
        try (Backend backend = open();
                OwnDevice device = new OwnDevice(backend);
                TrainingSession session = new TrainingSession(
                        device,
                        averaged.last(),
                        DATA,
                        DATA,
                        new TrainingSession.Measured(
                                Monitoring.everything().monitors(), PLAIN.regularization(), Averaging.NONE))) {
            List<Measurement> all = averaged.history().measurements();
            assertEquals(session.measurer().measure(), all.get(all.size() - 1).values());
        }
    }

    @Test
    void stochasticAverage_beforeItsFirstEpoch_isTheWeights() {
        States plain = new States();
        States averaging = new States();
        TrainingResult expected = train(options(PLAIN, Averaging.NONE), TrainingState.start(INITIAL), plain);
        TrainingResult actual = train(options(PLAIN, Averaging.parse("swa")), TrainingState.start(INITIAL), averaging);
        assertNull(Objects.requireNonNull(averaging.all.get(2).average()).network());
        for (int epoch = 0; epoch < 4; epoch++) {
            assertEquals(
                    expected.history().measurements().get(epoch).values(),
                    actual.history().measurements().get(epoch).values());
        }
        assertEquals(expected.last(), actual.last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema:0.99", "swa:0.5", "swa:1"})
    void resume_fromEveryEpoch_isBitExact(String averaging) {
        LearningRate cycle = new LearningRate(0.1, new Schedule.OneCycle(5, 0.3));
        Hyperparameters hyperparameters =
                Hyperparameters.sgd(5, 1, 0.1, 0.5).with(cycle).with(UpdateRule.Momentum.of(0.5));
        TrainingOptions options = options(hyperparameters, Averaging.parse(averaging));
        States states = new States();
        TrainingResult whole = train(options, TrainingState.start(INITIAL), states);
        for (int epoch = 1; epoch < 5; epoch++) {
            TrainingState read = written(states.all.get(epoch - 1));
            States rest = new States();
            TrainingResult resumed = train(options, read, rest);
            assertEquals(whole.last(), resumed.last());
            assertEquals(whole.network(), resumed.network());
            TrainingState end = rest.all.get(rest.all.size() - 1);
            assertEquals(states.all.get(4).network(), end.network());
            assertEquals(states.all.get(4).average(), end.average());
            assertEquals(values(whole), values(resumed));
        }
    }

    private TrainingState written(TrainingState state) {
        Path json = folder.resolve("epoch-" + state.epoch() + ".json");
        CheckpointFile.write(json, state);
        TrainingState read = CheckpointFile.read(json, INITIAL.architecture());
        assertEquals(state, read);
        return read;
    }

    private static List<?> values(TrainingResult result) {
        return result.history().measurements().stream()
                .map(each -> List.of(each.epoch(), each.eta(), each.values()))
                .toList();
    }

    /** Measured or not, and in calls of any length. */
    @Test
    void result_doesNotDependOnTheMeasurements() {
        TrainingOptions often = new TrainingOptions(
                        PLAIN, new Monitoring(Monitoring.everything().monitors(), 7), 3)
                .keeping(Keep.LAST)
                .with(Averaging.parse("ema:0.99"));
        TrainingOptions once = options(PLAIN, Averaging.parse("ema:0.99"));
        assertEquals(
                train(once, TrainingState.start(INITIAL), new States()).last(),
                train(often, TrainingState.start(INITIAL), new States()).last());
        assertNotEquals(
                train(once, TrainingState.start(INITIAL), new States()).last(),
                train(options(PLAIN, Averaging.NONE), TrainingState.start(INITIAL), new States())
                        .last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema:0.99", "swa"})
    void resume_ofALongerRun_isBitExact(String name) {
        Averaging averaging = Averaging.parse(name);
        States states = new States();
        train(options(PLAIN, averaging), TrainingState.start(INITIAL), states);
        TrainingOptions longer = options(Hyperparameters.sgd(8, 1, 0.1, 0.5), averaging);
        assertEquals(
                train(longer, TrainingState.start(INITIAL), new States()).last(),
                train(longer, states.all.get(3), new States()).last());
    }

    @Test
    void resume_withAnotherAverage_isRefused() {
        States states = new States();
        train(options(PLAIN, Averaging.parse("swa")), TrainingState.start(INITIAL), states);
        TrainingState end = states.all.get(3);
        Hyperparameters five = Hyperparameters.sgd(5, 1, 0.1, 0.5);
        assertEquals(
                "the checkpoint is of a run with another averaging of weights: swa:0.25, not none",
                refusal(end, options(five, Averaging.NONE)));
        assertEquals(
                "the checkpoint is of a run with another averaging of weights: swa:0.25, not ema:0.999",
                refusal(end, options(five, Averaging.parse("ema"))));
        Averaging half = Averaging.parse("swa:0.5");
        train(options(PLAIN, half), TrainingState.start(INITIAL), states);
        assertEquals(
                "the epochs that swa:0.5 averages depend on the number of epochs: of the 4 done, the checkpoint averages"
                        + " 2, but a run of 6 epochs averages 1",
                refusal(states.all.get(7), options(Hyperparameters.sgd(6, 1, 0.1, 0.5), half)));
    }

    private String refusal(TrainingState start, TrainingOptions options) {
        return String.valueOf(assertThrows(CheckpointException.class, () -> train(options, start, new States()))
                .getMessage());
    }

    private static TrainingOptions options(Hyperparameters hyperparameters, Averaging averaging) {
        return new TrainingOptions(hyperparameters, Monitoring.everything(), 3)
                .keeping(Keep.LAST)
                .with(averaging);
    }

    private TrainingResult train(TrainingOptions options, TrainingState start, States states) {
        try (Backend backend = new CheckedBackend(open())) {
            return new MiniBatchTrainer(backend, options, List.of(states)).train(start, DATA, DATA);
        }
    }

    /** The states at the ends of the epochs. */
    private static final class States implements TrainingListener {
        private final List<TrainingState> all = new ArrayList<>();

        @Override
        public void epochEnded(int epoch, Supplier<TrainingState> state) {
            all.add(state.get());
        }
    }
}
