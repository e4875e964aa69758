package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Rates;
import io.minibatch.backend.contract.Reference;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.AugmentationPreset;
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
import io.minibatch.optimize.UpdateRule.Adagrad;
import io.minibatch.optimize.UpdateRule.Adam;
import io.minibatch.optimize.UpdateRule.Lion;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.UpdateRule.RmsProp;
import io.minibatch.optimize.UpdateRule.Sgd;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.random.Permutation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The techniques of the chapter, each in 20 steps of training, against the double-precision reference. */
abstract class TechniqueContract {
    private static final int SEED = 23;
    private static final int EPOCHS = 4;
    private static final int BATCH = 5;
    private static final Dataset DATA = TestData.random(23, 3, 5, 4);
    private static final Regularization L2 = Regularization.l2(0.3);

    /** Opens the backend under test. */
    protected abstract Backend open();

    /**
     * Returns a listener that sees whether the steps of such a training are fused, where that is known of the backend.
     */
    protected TrainingListener watch(Architecture architecture, Hyperparameters given) {
        return new TrainingListener() {};
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "QUADRATIC, TANH TANH TANH",
        "QUADRATIC, GELU RELU IDENTITY",
        "QUADRATIC, SOFTPLUS TANH SOFTPLUS",
        "QUADRATIC, ELU TANH ELU",
        "CROSS_ENTROPY, RELU LEAKY_RELU SIGMOID",
        "LOG_LIKELIHOOD, SIGMOID GELU SOFTMAX",
        "QUADRATIC, SOFTPLUS TANH",
        "QUADRATIC, TANH ELU",
        "CROSS_ENTROPY, LEAKY_RELU SIGMOID",
        "CROSS_ENTROPY, GELU SIGMOID",
        "LOG_LIKELIHOOD, RELU SOFTMAX",
        "LOG_LIKELIHOOD, SOFTMAX",
        "QUADRATIC, SIGMOID"
    })
    void activations_equalTheReference(Cost cost, String activations) {
        check(architecture(activations, cost), plain());
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(new Sgd(), 0.3),
                Arguments.of(Momentum.of(0.8), 0.1),
                Arguments.of(Momentum.nesterov(0.8), 0.1),
                Arguments.of(new Momentum(false, 0.2, 0.9, 3, false), 0.1),
                Arguments.of(new Momentum(false, 1.1, 1.1, 0, true), 0.02),
                Arguments.of(Adam.standard(), 0.003),
                Arguments.of(Adam.withWeightDecay(), 0.003),
                Arguments.of(RmsProp.standard(), 0.003),
                Arguments.of(Lion.standard(), 0.001),
                Arguments.of(Adagrad.standard(), 0.05));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void updateRules_withL1AndL2_equalTheReference(UpdateRule rule, double eta) {
        Hyperparameters given = plain().with(rule).with(LearningRate.constant(eta));
        Regularization both = Regularization.of(new WeightPenalty(0.2, 0.3));
        check(sigmoid(), given.with(both));
        check(shallow(), given.with(both));
        check(shallow(), given.with(L2));
    }

    @Test
    void dropoutMaxNormAndSmoothing_equalTheReference() {
        Regularization all =
                new Regularization(WeightPenalty.l2(0.3), new DropoutRates(List.of(0.2, 0.5, 0.4)), 1.2, 0.1);
        check(sigmoid(), plain().with(all));
        check(architecture("RELU TANH SOFTMAX", Cost.LOG_LIKELIHOOD), plain().with(all));
        check(architecture("GELU TANH TANH", Cost.QUADRATIC), plain().with(all));
        check(architecture("SOFTPLUS ELU SIGMOID", Cost.CROSS_ENTROPY), plain().with(all));
    }

    @Test
    void dropoutAndSmoothing_inAShallowNetwork_equalTheReference() {
        Regularization both = new Regularization(WeightPenalty.l2(0.3), new DropoutRates(List.of(0.2, 0.5)), 0, 0.1);
        check(shallow(), plain().with(both));
        check(architecture("RELU SOFTMAX", Cost.LOG_LIKELIHOOD), plain().with(both));
        check(
                architecture("ELU SIGMOID", Cost.CROSS_ENTROPY),
                plain().with(both).with(Momentum.nesterov(0.8)));
        Regularization inputs = new Regularization(WeightPenalty.l2(0.3), new DropoutRates(List.of(0.2)), 0, 0.1);
        check(architecture("SOFTMAX", Cost.LOG_LIKELIHOOD), plain().with(inputs));
    }

    /** The gradient's norm falls from about 1. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 100})
    void clippedGradients_equalTheReference(double limit) {
        check(shallow(), plain().withClipNorm(limit));
        Regularization both = Regularization.of(new WeightPenalty(0.2, 0.3));
        check(sigmoid(), plain().withClipNorm(limit).with(both).with(Momentum.nesterov(0.8)));
        check(
                sigmoid(),
                plain().withClipNorm(limit).with(Adam.withWeightDecay()).with(LearningRate.constant(0.003)));
    }

    @Test
    void schedule_changesTheRateOfEachEpoch() {
        Schedule schedule = new Schedule.WarmUp(2, new Schedule.Steps(2, 2));
        check(sigmoid(), plain().with(new LearningRate(0.5, schedule)));
        check(shallow(), plain().with(new LearningRate(0.5, schedule)));
    }

    /** Of the five steps of an epoch, each has its own rate and momentum. */
    @Test
    void oneCycle_changesTheRateOfEachStep() {
        LearningRate cycle = new LearningRate(0.3, new Schedule.OneCycle(EPOCHS, 0.3));
        check(sigmoid(), plain().with(cycle));
        check(shallow(), plain().with(cycle).with(Momentum.nesterov(0.8)));
        check(shallow(), plain().with(cycle).with(Momentum.of(0.05)));
        check(sigmoid(), plain().with(new LearningRate(0.003, cycle.schedule())).with(Adam.standard()));
    }

    /** The variants themselves are the backend contract's; here, that training sees them, new in each epoch. */
    @Test
    void augmentation_trainsOnTheVariantsOfEachEpoch() {
        Augmentation augmentation = AugmentationPreset.CIRESAN.of(3, 5);
        Hyperparameters wholeSet =
                new Hyperparameters(3, DATA.size(), LearningRate.constant(0.3), new Sgd(), L2, new Stopping.Never());
        Network initial = Initializer.DEFAULT.initialize(sigmoid(), SEED);
        Network trained;
        ReferenceNetwork reference = new ReferenceNetwork(initial);
        try (Backend backend = new CheckedBackend(open());
                Examples examples = backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.outputs());
                Batch batch = backend.allocateBatch(examples, DATA.size());
                Matrix x = backend.allocate(DATA.size(), DATA.features())) {
            TrainingOptions options = new TrainingOptions(wholeSet, Monitoring.everything(), SEED, augmentation);
            trained = new MiniBatchTrainer(backend, options, List.of())
                    .train(initial, DATA, DATA)
                    .last();
            for (int epoch = 0; epoch < 3; epoch++) {
                backend.shuffle(batch, SEED, epoch);
                backend.augment(batch, augmentation, x);
                float[] images = new float[x.size()];
                backend.download(x, images);
                double[][] inputs = new double[DATA.size()][DATA.features()];
                for (int i = 0; i < images.length; i++) {
                    inputs[i / DATA.features()][i % DATA.features()] = images[i];
                }
                int[] order = IntStream.range(0, DATA.size())
                        .map(new Permutation(SEED, epoch, DATA.size())::at)
                        .toArray();
                reference.step(inputs, TestData.labels(DATA, order), 0.3, 0.3 / DATA.size());
            }
        }
        new Tolerance(2e-6, 1e-4).check(reference.parameters(), trained.parameters());
    }

    @Test
    void sameSeed_withEveryTechnique_givesTheSameBits() {
        Regularization all =
                new Regularization(new WeightPenalty(0.2, 0.3), new DropoutRates(List.of(0.2, 0.5, 0.4)), 1.2, 0.1);
        checkSameBits(sigmoid(), plain().with(all).with(Momentum.nesterov(0.9)));
        Regularization shallow = new Regularization(WeightPenalty.l2(0.3), new DropoutRates(List.of(0.2, 0.5)), 0, 0.1);
        checkSameBits(shallow(), plain().with(shallow).with(Momentum.nesterov(0.9)));
    }

    private void checkSameBits(Architecture architecture, Hyperparameters given) {
        Network first = train(architecture, given).last();
        assertEquals(first, train(architecture, given).last());
        assertNotEquals(
                first, train(architecture, plain().with(Momentum.nesterov(0.9))).last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGMOID SIGMOID SIGMOID", "SIGMOID SIGMOID"})
    void earlyStopping_endsTheRunAndGivesTheBestNetwork(String activations) {
        Architecture architecture = architecture(activations, Cost.CROSS_ENTROPY);
        Hyperparameters patient =
                new Hyperparameters(200, BATCH, LearningRate.constant(3), new Sgd(), L2, new Stopping.NoImprovement(3));
        TrainingResult result = train(architecture, patient);
        assertEquals(StopReason.EARLY_STOPPING, result.reason());
        double[] accuracies = result.history().series(Monitor.EVALUATION_ACCURACY);
        int best = Stopping.best(accuracies);
        assertEquals(best + 4, accuracies.length);
        Hyperparameters shorter =
                new Hyperparameters(best + 1, BATCH, LearningRate.constant(3), new Sgd(), L2, new Stopping.Never());
        assertArrayEquals(
                train(architecture, shorter).last().parameters(),
                result.network().parameters());
    }

    @Test
    void plateauSchedule_dividesTheRateAndEndsTheRun() {
        Schedule schedule = new Schedule.OnPlateau(2, 2, 1.0 / 8);
        TrainingResult result = train(
                sigmoid(),
                new Hyperparameters(200, BATCH, new LearningRate(0.5, schedule), new Sgd(), L2, new Stopping.Never()));
        assertEquals(StopReason.EARLY_STOPPING, result.reason());
        List<Double> etas = result.history().measurements().stream()
                .map(Measurement::eta)
                .distinct()
                .toList();
        assertEquals(List.of(0.5, 0.25, 0.125), etas);
        assertTrue(result.history().measurements().size() < 200);
    }

    private static Hyperparameters plain() {
        return new Hyperparameters(EPOCHS, BATCH, LearningRate.constant(0.3), new Sgd(), L2, new Stopping.Never());
    }

    private static Architecture sigmoid() {
        return architecture("SIGMOID SIGMOID SIGMOID", Cost.CROSS_ENTROPY);
    }

    private static Architecture shallow() {
        return architecture("SIGMOID SIGMOID", Cost.CROSS_ENTROPY);
    }

    /** Of as many layers as there are activations. */
    private static Architecture architecture(String activations, Cost cost) {
        List<Activation> each = TestData.activations(activations);
        List<Integer> sizes = List.of(15, 7, 6, 4);
        List<Integer> hidden = sizes.subList(0, each.size());
        return Architecture.of(Stream.concat(hidden.stream(), Stream.of(4)).toList(), each, cost);
    }

    private TrainingResult train(Architecture architecture, Hyperparameters hyperparameters) {
        try (Backend backend = new CheckedBackend(open())) {
            Network initial = Initializer.DEFAULT.initialize(architecture, SEED);
            TrainingOptions options = new TrainingOptions(hyperparameters, Monitoring.everything(), SEED);
            return new MiniBatchTrainer(backend, options, List.of(watch(architecture, hyperparameters)))
                    .train(initial, DATA, DATA);
        }
    }

    /** Compares parameters and costs after training with those of the reference. */
    private void check(Architecture architecture, Hyperparameters given) {
        TrainingResult result = train(architecture, given);
        Regularization regularization = given.regularization();
        ReferenceNetwork reference = new ReferenceNetwork(Initializer.DEFAULT.initialize(architecture, SEED));
        reference.smooth(regularization.labelSmoothing());
        if (given.clipNorm() > 0) {
            reference.clip(given.clipNorm());
        }
        int step = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Permutation order = new Permutation(SEED, epoch, DATA.size());
            int gathered = 0;
            for (int start = 0; start < DATA.size(); start += BATCH) {
                int[] batch = IntStream.range(start, Math.min(DATA.size(), start + BATCH))
                        .map(order::at)
                        .toArray();
                reference.drop(mask(architecture, regularization.dropout(), epoch, ++gathered));
                reference.step(
                        TestData.inputs(DATA, batch),
                        TestData.labels(DATA, batch),
                        given.updateRule().descent(),
                        rates(given, epoch, (gathered - 1) / 5.0),
                        ++step,
                        regularization.maxNorm());
            }
        }
        new Tolerance(2e-6, 1e-4).check(reference.parameters(), result.last().parameters());
        int[] all = IntStream.range(0, DATA.size()).toArray();
        double cost = reference.cost(TestData.inputs(DATA, all), TestData.labels(DATA, all), 0)
                + penalty(architecture, regularization.penalty(), reference.parameters());
        double[] measured = result.history().series(Monitor.TRAINING_COST);
        new Tolerance(1e-6, 1e-5).check(cost, measured[EPOCHS - 1], "cost");
    }

    /** Not from {@link UpdateRule#rates}, which is under test. */
    private static Rates rates(Hyperparameters given, int epoch, double done) {
        UpdateRule rule = given.updateRule();
        WeightPenalty penalty = given.regularization().penalty();
        Schedule schedule = given.learningRate().schedule();
        double eta = given.learningRate().at(epoch, done, new double[0]);
        double drop = schedule.momentumDrop(epoch, done);
        return new Rates(
                eta,
                Math.max(0, rule.momentum(epoch) - drop),
                rule.beta2(),
                rule.epsilon(),
                penalty.l2() / DATA.size(),
                penalty.l1() / DATA.size(),
                eta * rule.weightDecay());
    }

    private static double penalty(Architecture architecture, WeightPenalty penalty, double[] parameters) {
        double sum = 0;
        for (int i = 0; i < architecture.weightCount(); i++) {
            sum += penalty.l1() * Math.abs(parameters[i]) + 0.5 * penalty.l2() * parameters[i] * parameters[i];
        }
        return sum / DATA.size();
    }

    private static ReferenceNetwork.Dropped mask(
            Architecture architecture, DropoutRates rates, int epoch, int gathered) {
        return (row, layer, neuron) -> {
            if (rates.rates().isEmpty() || layer >= rates.rates().size()) {
                return 1;
            }
            RandomStream stream = new RandomStream(SEED, Purpose.DROPOUT, epoch, gathered, layer);
            int width = architecture.sizes().get(layer);
            return Reference.dropout(stream, rates.rates().get(layer), row * width + neuron);
        };
    }
}
