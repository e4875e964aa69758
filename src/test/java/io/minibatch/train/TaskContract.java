package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.ClassWeights;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training on rows of numbers: classes, several labels at once, numbers to predict, and weights of classes. */
abstract class TaskContract {
    protected abstract Backend open();

    @Test
    void classes_ofFourMeasurements_areLearnt() {
        Dataset flowers = NumberData.flowers(50, 1);
        TrainingResult result = train(
                network(List.of(4, 8, 3), Activation.SIGMOID, Activation.SIGMOID, Cost.CROSS_ENTROPY),
                options(60, 10, 0.5),
                flowers,
                NumberData.flowers(50, 2));
        double accuracy = result.history().best(Monitor.EVALUATION_ACCURACY).orElseThrow();
        assertTrue(accuracy >= 0.95, "accuracy " + accuracy);
    }

    /** {@code y = 2·x₁ − 3·x₂ + 0.5} is what one linear layer can be. */
    @Test
    void regression_ofALinearFunction_findsItsCoefficients() {
        TrainingResult result = train(
                network(List.of(2, 1), Activation.IDENTITY, Activation.IDENTITY, Cost.QUADRATIC),
                options(40, 10, 0.1),
                NumberData.linear(200, 1),
                NumberData.linear(100, 2));
        double r2 = result.history().best(Monitor.EVALUATION_R2).orElseThrow();
        assertTrue(r2 > 0.9999, "R² " + r2);
        new Tolerance(1e-3, 1e-3)
                .check(new double[] {2, -3, 0.5}, result.network().parameters());
    }

    @Test
    void regression_ofASmoothFunction_isClose() {
        TrainingResult result = train(
                network(List.of(2, 16, 2), Activation.TANH, Activation.IDENTITY, Cost.QUADRATIC),
                options(50, 10, 0.3),
                NumberData.smooth(200, 1),
                NumberData.smooth(50, 2));
        double r2 = result.history().best(Monitor.EVALUATION_R2).orElseThrow();
        assertTrue(r2 > 0.99, "R² " + r2);
    }

    @Test
    void severalLabels_areLearntTogether() {
        TrainingResult result = train(
                network(List.of(2, 12, 3), Activation.TANH, Activation.SIGMOID, Cost.CROSS_ENTROPY),
                options(40, 10, 1.5),
                NumberData.labels(240, 1),
                NumberData.labels(200, 2));
        double accuracy = result.history().best(Monitor.EVALUATION_ACCURACY).orElseThrow();
        assertTrue(accuracy > 0.93, "accuracy " + accuracy);
    }

    /** {@code a = 2x + 1} at 0 to 3 is 1, 3, 5, 7, where 1, 2, 5, 9 are desired. */
    @Test
    void errors_areThoseComputedByHand() {
        Dataset data = NumberData.of(new float[] {0, 1, 2, 3}, 1, new float[] {1, 2, 5, 9}, 1);
        Network line = new Network(
                Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC), new float[] {2, 1});
        Measurement measured = Objects.requireNonNull(
                train(line, options(1, 4, 1e-30), data, data).kept());
        Tolerance close = new Tolerance(1e-6, 1e-6);
        close.check(2.5 / 4, measured.value(Monitor.EVALUATION_COST).orElseThrow(), "cost");
        close.check(0.75, measured.value(Monitor.EVALUATION_MEAN_ABSOLUTE_ERROR).orElseThrow(), "absolute error");
        close.check(1.25, measured.value(Monitor.TRAINING_MEAN_SQUARED_ERROR).orElseThrow(), "squared error");
        close.check(1 - 5 / 38.75, measured.value(Monitor.EVALUATION_R2).orElseThrow(), "R²");
        assertTrue(measured.value(Monitor.EVALUATION_ACCURACY).isEmpty());
    }

    @Test
    void earlyStopping_ofARegression_goesByR2() {
        Hyperparameters hyperparameters =
                options(500, 10, 0.1).hyperparameters().with(new Stopping.NoImprovement(3));
        TrainingResult result = train(
                network(List.of(2, 1), Activation.IDENTITY, Activation.IDENTITY, Cost.QUADRATIC),
                new TrainingOptions(hyperparameters, Monitoring.everything(), 1),
                NumberData.smooth(100, 1, 1),
                NumberData.smooth(50, 2, 1));
        assertEquals(StopReason.EARLY_STOPPING, result.reason());
        double[] scores = result.history().series(Monitor.EVALUATION_R2);
        assertEquals(Stopping.best(scores) + 4, scores.length);
        assertEquals(
                Stopping.best(scores) + 1, Objects.requireNonNull(result.kept()).epoch());
    }

    /** Weights that make both classes count the same do what repeating the rare class until it is as frequent does. */
    @ParameterizedTest
    @EnumSource(
            value = Cost.class,
            names = {"QUADRATIC", "CROSS_ENTROPY"})
    void balancedWeights_equalRepeatedExamples(Cost cost) {
        Dataset rare = NumberData.imbalanced(25, 5);
        int[] repeated = IntStream.concat(
                        IntStream.range(0, 25), IntStream.range(0, 5).flatMap(i -> IntStream.range(25, 30)))
                .toArray();
        Network initial = network(List.of(2, 3, 2), Activation.SIGMOID, Activation.SIGMOID, cost);
        TrainingResult weighted = train(initial, options(20, 30, 1), new ClassWeights.Balanced().apply(rare), rare);
        TrainingResult duplicated = train(initial, options(20, 50, 1), rare.select(repeated), rare);
        new Tolerance(1e-5, 1e-5)
                .check(doubles(duplicated.last().parameters()), weighted.last().parameters());
        new Tolerance(1e-6, 1e-5)
                .check(
                        duplicated.history().series(Monitor.TRAINING_COST)[19],
                        weighted.history().series(Monitor.TRAINING_COST)[19],
                        "cost");
        TrainingResult plain = train(initial, options(20, 30, 1), rare, rare);
        assertNotEquals(
                Math.round(100 * plain.last().parameters()[0]),
                Math.round(100 * weighted.last().parameters()[0]));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static Network network(List<Integer> sizes, Activation hidden, Activation outputs, Cost cost) {
        List<Activation> activations = sizes.size() == 2 ? List.of(outputs) : List.of(hidden, outputs);
        return Initializer.DEFAULT.initialize(Architecture.of(sizes, activations, cost), 1);
    }

    private static TrainingOptions options(int epochs, int batch, double eta) {
        Hyperparameters hyperparameters = new Hyperparameters(
                epochs,
                batch,
                LearningRate.constant(eta),
                new UpdateRule.Sgd(),
                Regularization.l2(0),
                new Stopping.Never());
        return new TrainingOptions(hyperparameters, Monitoring.everything(), 1);
    }

    private TrainingResult train(Network initial, TrainingOptions options, Dataset training, Dataset evaluation) {
        try (Backend backend = new CheckedBackend(open())) {
            return new MiniBatchTrainer(backend, options, List.of()).train(initial, training, evaluation);
        }
    }
}
