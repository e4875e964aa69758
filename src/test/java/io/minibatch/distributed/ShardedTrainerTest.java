package io.minibatch.distributed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitor;
import io.minibatch.train.Monitoring;
import io.minibatch.train.Regularization;
import io.minibatch.train.TestData;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Data-parallel training with all shards on this machine, against training without shards. */
class ShardedTrainerTest {
    private static final Dataset TRAINING = TestData.random(24, 3, 5, 4);
    private static final Dataset EVALUATION = TestData.random(9, 3, 5, 4);
    private static final Architecture ARCHITECTURE =
            Architecture.of(List.of(15, 7, 4), List.of(Activation.GELU, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
    private static final Network INITIAL = Initializer.DEFAULT.initialize(ARCHITECTURE, 1);

    private final Backend backend = new CheckedBackend(new CpuBackend(1));

    @AfterEach
    void close() {
        backend.close();
    }

    private static TrainingOptions options(int epochs, int batch, UpdateRule rule, Regularization regularization) {
        LearningRate rate = new LearningRate(0.05, new Schedule.Exponential(0.9));
        return new TrainingOptions(
                new Hyperparameters(epochs, batch, rate, rule, regularization, new Stopping.Never()),
                Monitoring.everything(),
                5);
    }

    private static TrainingOptions sgd(int epochs, int batch) {
        return options(epochs, batch, new UpdateRule.Sgd(), Regularization.l2(2));
    }

    /** All shards on one backend. */
    private final class Here implements Gradients {
        private final List<ShardGradient> shards = new ArrayList<>();

        Here(TrainingOptions options, int count) {
            ShardPlan plan = ShardPlan.of(options, ARCHITECTURE, TRAINING.size(), count);
            for (int shard = 0; shard < count; shard++) {
                shards.add(new ShardGradient(backend, plan, shard, plan.part(TRAINING, shard)));
            }
        }

        @Override
        public float[] at(float[] parameters, int epoch, int step) {
            return MeanGradient.of(shards.stream()
                            .map(shard -> shard.at(parameters, epoch, step))
                            .toList())
                    .values();
        }

        @Override
        public void close() {
            shards.forEach(ShardGradient::close);
        }
    }

    private TrainingResult sharded(TrainingOptions options, int shards, TrainingState start) {
        try (Gradients gradients = new Here(options, shards)) {
            return new ShardedTrainer(backend, options, gradients, List.of()).train(start, TRAINING, EVALUATION);
        }
    }

    private TrainingResult sharded(TrainingOptions options, int shards) {
        return sharded(options, shards, TrainingState.start(INITIAL));
    }

    private TrainingResult whole(TrainingOptions options) {
        return new MiniBatchTrainer(backend, options, List.of()).train(INITIAL, TRAINING, EVALUATION);
    }

    private static void assertClose(float[] expected, float[] actual) {
        double[] exact = new double[expected.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = expected[i];
        }
        new Tolerance(1e-6, 1e-5).check(exact, actual);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(new UpdateRule.Sgd(), Regularization.l2(2)),
                Arguments.of(new UpdateRule.Sgd(), Regularization.of(new WeightPenalty(3, 2))),
                Arguments.of(UpdateRule.Momentum.nesterov(0.9), Regularization.NONE),
                Arguments.of(UpdateRule.Adam.standard(), Regularization.NONE),
                Arguments.of(
                        new UpdateRule.Sgd(), new Regularization(WeightPenalty.NONE, DropoutRates.NONE, 0.5, 0.1)));
    }

    /** With all images in a mini-batch their order changes only the rounding. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("rules")
    void steps_ofAllImages_equalThoseWithoutShards(UpdateRule rule, Regularization regularization) {
        TrainingOptions options = options(6, 24, rule, regularization);
        TrainingResult expected = whole(options);
        for (int shards : new int[] {1, 2, 3, 4}) {
            TrainingResult result = sharded(options, shards);
            assertClose(expected.last().parameters(), result.last().parameters());
            assertArrayEquals(
                    expected.history().series(Monitor.TRAINING_COST),
                    result.history().series(Monitor.TRAINING_COST),
                    1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"5", "7"})
    void steps_ofAllImages_inShardsOfUnequalSize_equalThoseWithoutShards(int shards) {
        TrainingOptions options = sgd(6, 100);
        assertClose(
                whole(options).last().parameters(),
                sharded(options, shards).last().parameters());
    }

    @Test
    void epoch_seesEachImageOnce() {
        ShardPlan plan = ShardPlan.of(sgd(1, 6), ARCHITECTURE, TRAINING.size(), 3);
        try (Gradients gradients = new Here(sgd(1, 6), 3);
                Gradients all = new Here(sgd(1, 24), 1)) {
            float[] parameters = INITIAL.parameters();
            float[] mean = new float[parameters.length];
            for (int step = 0; step < 4; step++) {
                float[] part = gradients.at(parameters, 2, step);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += part[i] / 4;
                }
            }
            assertClose(all.at(parameters, 0, 0), mean);
        }
        assertEquals(2, plan.rows());
    }

    @Test
    void shards_haveOrdersOfTheirOwn_freshInEachEpoch() {
        ShardPlan plan = ShardPlan.of(sgd(1, 4), ARCHITECTURE, TRAINING.size(), 2);
        assertNotEquals(plan.seedOf(0), plan.seedOf(1));
        try (Gradients gradients = new Here(sgd(1, 4), 2)) {
            float[] parameters = INITIAL.parameters();
            assertNotEquals(gradients.at(parameters, 0, 0)[0], gradients.at(parameters, 1, 0)[0]);
        }
    }

    @Test
    void shardThatWasLost_goesOnInTheMiddleOfAnEpochToTheSameBits() {
        TrainingOptions options = options(
                1,
                4,
                new UpdateRule.Sgd(),
                new Regularization(WeightPenalty.NONE, DropoutRates.hidden(0.5, ARCHITECTURE), 0, 0));
        ShardPlan plan = ShardPlan.of(options, ARCHITECTURE, TRAINING.size(), 2);
        Dataset images = plan.part(TRAINING, 1);
        float[] parameters = INITIAL.parameters();
        try (ShardGradient steady = new ShardGradient(backend, plan, 1, images);
                ShardGradient fresh = new ShardGradient(backend, plan, 1, images)) {
            for (int step = 0; step < 4; step++) {
                steady.at(parameters, 3, step);
            }
            assertArrayEquals(
                    steady.at(parameters, 3, 4).values(),
                    fresh.at(parameters, 3, 4).values());
        }
    }

    @Test
    void resumed_goesOnToTheSameBits() {
        TrainingOptions options = options(6, 8, UpdateRule.Momentum.of(0.9), Regularization.l2(2));
        List<TrainingState> states = new ArrayList<>();
        TrainingListener keeper = new TrainingListener() {
            @Override
            public void epochEnded(int epoch, Supplier<TrainingState> state) {
                states.add(state.get());
            }
        };
        TrainingResult steady;
        try (Gradients gradients = new Here(options, 2)) {
            steady = new ShardedTrainer(backend, options, gradients, List.of(keeper))
                    .train(TrainingState.start(INITIAL), TRAINING, EVALUATION);
        }
        assertEquals(steady.last(), sharded(options, 2, states.get(2)).last());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10|4|batch must be a multiple of the 4 shards, not 10",
                "25|25|shards must be 1 to the 24 examples, not 25",
                "10|0|shards must be 1 to the 24 examples, not 0"
            })
    void whatDoesNotGoIntoTheShards_isRefused(int batch, int shards, String message) {
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class, () -> ShardPlan.of(sgd(1, batch), ARCHITECTURE, 24, shards));
        assertEquals(message, wrong.getMessage());
    }
}
