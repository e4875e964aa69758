package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.random.Permutation;
import io.minibatch.secondorder.BatchTrainer;
import io.minibatch.secondorder.Lbfgs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on a backend against the double-precision reference, and what the loop promises to callers. */
abstract class TrainingContract extends TechniqueContract {
    private static final int SEED = 17;
    private static final Dataset TRAINING = TestData.random(23, 3, 5, 4);
    private static final Dataset EVALUATION = TestData.random(9, 3, 5, 4);

    @ParameterizedTest(name = "{0}, {1}, {2} epochs of batch {3}, lambda {4}")
    @CsvSource({
        "'15,7,6,4', CROSS_ENTROPY, 1, 23, 0", // one step
        "'15,7,6,4', QUADRATIC, 1, 23, 5",
        "'15,7,6,4', CROSS_ENTROPY, 4, 5, 5", // 20 steps, the fifth of each epoch short
        "'15,7,6,4', QUADRATIC, 4, 5, 0",
        "'15,7,6,4', CROSS_ENTROPY, 1, 1, 5",
        "'15,7,6,4', CROSS_ENTROPY, 2, 100, 1", // a mini-batch larger than the data
        "'15,7,4', CROSS_ENTROPY, 1, 23, 0",
        "'15,7,4', QUADRATIC, 4, 5, 5",
        "'15,7,4', CROSS_ENTROPY, 1, 1, 5",
        "'15,7,4', CROSS_ENTROPY, 2, 100, 1",
        "'15,4', CROSS_ENTROPY, 4, 5, 5",
        "'15,4', QUADRATIC, 4, 5, 0"
    })
    void train_equalsTheDoublePrecisionReference(String sizes, Cost cost, int epochs, int batchSize, double lambda) {
        List<Integer> layers = Stream.of(sizes.split(",")).map(Integer::valueOf).toList();
        Network initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(layers, cost), SEED);
        TrainingOptions options = options(epochs, batchSize, 0.5, lambda, Monitoring.everything());

        TrainingResult result = train(options, initial);

        ReferenceNetwork reference = new ReferenceNetwork(initial);
        double decayRate = lambda / TRAINING.size();
        for (int epoch = 0; epoch < epochs; epoch++) {
            Permutation order = new Permutation(SEED, epoch, TRAINING.size());
            for (int start = 0; start < TRAINING.size(); start += batchSize) {
                int[] batch = IntStream.range(start, Math.min(TRAINING.size(), start + batchSize))
                        .map(order::at)
                        .toArray();
                reference.step(TestData.inputs(TRAINING, batch), TestData.labels(TRAINING, batch), 0.5, decayRate);
            }
        }
        new Tolerance(1e-6, 1e-4).check(reference.parameters(), result.last().parameters());
        checkCost(reference, TRAINING, decayRate, result, Monitor.TRAINING_COST);
        checkCost(reference, EVALUATION, decayRate, result, Monitor.EVALUATION_COST);
    }

    private static void checkCost(
            ReferenceNetwork reference, Dataset data, double decayRate, TrainingResult result, Monitor monitor) {
        int[] all = IntStream.range(0, data.size()).toArray();
        double expected = reference.cost(TestData.inputs(data, all), TestData.labels(data, all), decayRate);
        double[] series = result.history().series(monitor);
        new Tolerance(1e-6, 1e-5).check(expected, series[series.length - 1], monitor.column());
    }

    @Test
    void train_sameSeedTwice_givesTheSameBits() {
        TrainingOptions options = options(3, 5, 0.5, 1, Monitoring.everything());
        assertEquals(train(options, network()).last(), train(options, network()).last());
    }

    @Test
    void train_whatIsMonitored_changesNothing() {
        TrainingOptions all = options(3, 5, 0.5, 1, Monitoring.everything());
        TrainingOptions often = options(3, 5, 0.5, 1, new Monitoring(EnumSet.allOf(Monitor.class), 7));
        TrainingOptions nothing = options(3, 5, 0.5, 1, new Monitoring(Set.of(), 0));
        Network expected = train(all, network()).last();
        assertEquals(expected, train(often, network()).last());
        assertEquals(expected, train(nothing, network()).last());
    }

    @Test
    void train_doesNotModifyTheInitialNetwork() {
        Network initial = network();
        float[] before = initial.parameters();
        train(options(1, 5, 0.5, 1, Monitoring.everything()), initial);
        assertArrayEquals(before, initial.parameters());
    }

    @Test
    void history_hasOneMeasurementAnEpochOfWhatIsMonitored() {
        Monitoring monitoring = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
        History history = train(options(3, 5, 0.5, 1, monitoring), network()).history();
        assertEquals(List.of(1.0, 2.0, 3.0), epochs(history));
        assertEquals(3, history.series(Monitor.EVALUATION_ACCURACY).length);
        assertEquals(0, history.series(Monitor.TRAINING_COST).length);
        assertTrue(history.best(Monitor.EVALUATION_COST).isEmpty());
        assertTrue(history.measurements().get(2).examplesPerSecond() > 0);
    }

    @Test
    void history_everyExamples_measuresAtMiniBatchesAndAtTheEnd() {
        Monitoring monitoring = new Monitoring(EnumSet.of(Monitor.TRAINING_COST), 12);
        History history = train(options(2, 5, 0.5, 1, monitoring), network()).history();
        assertEquals(List.of(15 / 23.0, 28 / 23.0, 43 / 23.0, 2.0), epochs(history));
    }

    /** The first call of a run is one step, whatever the device. */
    @Test
    void requestStop_endsTheRunWithItsLastStateMeasured() {
        Trainer[] trainer = new Trainer[1];
        TrainingListener stopper = new TrainingListener() {
            @Override
            public void progressed(long examples) {
                trainer[0].requestStop();
            }
        };
        try (Backend backend = new CheckedBackend(open())) {
            trainer[0] = new MiniBatchTrainer(backend, fifty(), List.of(stopper));
            TrainingResult result = trainer[0].train(network(), TRAINING, EVALUATION);
            assertEquals(StopReason.CANCELLED, result.reason());
            assertEquals(List.of(5 / 23.0), epochs(result.history()));
        }
    }

    /** A run stopped in the middle of an epoch, after whole ones, measures the fraction. */
    @Test
    void listenerThatWantsAStop_endsTheRunAfterAnyMeasurement() {
        StopAfter stopper = new StopAfter(3);
        Monitoring often = new Monitoring(EnumSet.allOf(Monitor.class), 12);
        TrainingOptions options = options(50, 5, 0.5, 1, often);
        try (Backend backend = new CheckedBackend(open())) {
            TrainingResult result =
                    new MiniBatchTrainer(backend, options, List.of(stopper)).train(network(), TRAINING, EVALUATION);
            assertEquals(StopReason.CANCELLED, result.reason());
            assertEquals(List.of(15 / 23.0, 28 / 23.0, 43 / 23.0), epochs(result.history()));
        }
    }

    @Test
    void requestStop_endsOneRun_andNoLaterOne() {
        try (Backend backend = new CheckedBackend(open())) {
            BatchTrainer.Options plan = BatchTrainer.Options.of(fifty());
            for (Trainer trainer : List.of(
                    new MiniBatchTrainer(backend, options(2, 5, 0.5, 1, Monitoring.everything()), List.of()),
                    new BatchTrainer(
                            backend,
                            new Lbfgs(),
                            new BatchTrainer.Options(2, 0.1, plan.monitors(), Keep.LAST),
                            List.of()))) {
                trainer.requestStop();
                assertEquals(
                        StopReason.CANCELLED,
                        trainer.train(network(), TRAINING, EVALUATION).reason());
                assertEquals(
                        StopReason.COMPLETED,
                        trainer.train(network(), TRAINING, EVALUATION).reason());
            }
        }
    }

    /** Wants a stop after so many measurements. */
    private static final class StopAfter implements TrainingListener {
        private final int measurements;
        private int measured;

        StopAfter(int measurements) {
            this.measurements = measurements;
        }

        @Override
        public void measured(History history, Supplier<Network> network) {
            measured = history.measurements().size();
        }

        @Override
        public boolean shouldStop() {
            return measured >= measurements;
        }
    }

    private static TrainingOptions fifty() {
        return options(50, 5, 0.5, 1, Monitoring.everything());
    }

    @Test
    void train_learningRateFarTooLarge_namesEpochStepAndCause() {
        DivergedException thrown = assertThrows(
                DivergedException.class, () -> train(options(2, 5, 1e38, 1e6, Monitoring.everything()), network()));
        String message = String.valueOf(thrown.getMessage());
        assertTrue(
                message.matches("the cost is no longer a number at epoch 1, step [1-5] of 5: the learning rate "
                        + "\\(eta 1.0E38\\) is probably too large; try 1.0E37"),
                message);
    }

    /** Training images are black, so that only the evaluation images meet the large weights. */
    @Test
    void train_accuracyOfInfiniteOutputs_isNotMeasured() {
        Dataset black = images((byte) 0);
        Dataset white = images((byte) 255);
        Architecture architecture = Architecture.sigmoid(List.of(2, 2), Cost.CROSS_ENTROPY);
        Network large = new Network(architecture, new float[] {3e38f, 3e38f, 3e38f, 3e38f, 0, 0});
        Monitoring monitoring = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
        try (Backend backend = open()) {
            Trainer trainer = new MiniBatchTrainer(backend, options(1, 1, 0.1, 0, monitoring), List.of());
            assertThrows(DivergedException.class, () -> trainer.train(large, black, white));
            BatchTrainer.Options plan = new BatchTrainer.Options(1, 0, monitoring.monitors(), Keep.LAST);
            BatchTrainer whole = new BatchTrainer(backend, new Lbfgs(), plan, List.of());
            assertThrows(DivergedException.class, () -> whole.train(large, black, white));
        }
    }

    private static Dataset images(byte pixel) {
        return new Dataset("images", 1, 2, Schema.numbered(2), new byte[] {pixel, pixel}, new byte[] {0});
    }

    @Test
    void train_networkThatDoesNotFitTheData_saysBothSizes() {
        Network wide = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(16, 4), Cost.CROSS_ENTROPY), 1);
        Network many = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(15, 5), Cost.CROSS_ENTROPY), 1);
        TrainingOptions options = options(1, 5, 0.5, 0, Monitoring.everything());
        assertEquals(
                "the network takes 16 inputs, but random has 15 features",
                assertThrows(IllegalArgumentException.class, () -> train(options, wide))
                        .getMessage());
        assertEquals(
                "the network has 5 outputs, but random needs 4",
                assertThrows(IllegalArgumentException.class, () -> train(options, many))
                        .getMessage());
    }

    @Test
    void listeners_areToldOfEveryExampleAndTheEnd() {
        List<String> told = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepsRecorded(boolean fused) {
                told.add("steps made");
            }

            @Override
            public void started(long examples) {
                told.add("started " + examples);
            }

            @Override
            public void progressed(long examples) {
                seen.add(examples);
            }

            @Override
            public void finished(TrainingResult result) {
                told.add("finished " + result.reason());
            }
        };
        try (Backend backend = new CheckedBackend(open())) {
            new MiniBatchTrainer(backend, options(1, 10, 0.5, 1, Monitoring.everything()), List.of(listener))
                    .train(network(), TRAINING, EVALUATION);
        }
        assertEquals(List.of("steps made", "started 23", "finished COMPLETED"), told);
        assertEquals(10, seen.get(0));
        assertEquals(23, seen.get(seen.size() - 1));
        assertEquals(seen.stream().sorted().distinct().toList(), seen);
    }

    private TrainingResult train(TrainingOptions options, Network initial) {
        try (Backend backend = new CheckedBackend(open())) {
            TrainingListener watch = watch(initial.architecture(), options.hyperparameters());
            return new MiniBatchTrainer(backend, options, List.of(watch)).train(initial, TRAINING, EVALUATION);
        }
    }

    private static List<Double> epochs(History history) {
        return Arrays.stream(history.measurements().toArray(Measurement[]::new))
                .map(Measurement::epoch)
                .toList();
    }

    private static Network network() {
        return Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(15, 7, 4), Cost.CROSS_ENTROPY), SEED);
    }

    private static TrainingOptions options(
            int epochs, int batchSize, double eta, double lambda, Monitoring monitoring) {
        Hyperparameters hyperparameters = Hyperparameters.sgd(epochs, batchSize, eta, lambda);
        return new TrainingOptions(hyperparameters, monitoring, SEED);
    }
}
