package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
    private static final Dataset DATA = TestData.random(100, 4, 4, 3);
    private static final Network NETWORK = network(List.of(16, 8, 3), Activation.SIGMOID);
    private static final Workload WORKLOAD = workload(sgd(10), null);

    private static Network network(List<Integer> sizes, Activation output) {
        return Initializer.DEFAULT.initialize(
                Architecture.of(sizes, List.of(Activation.SIGMOID, output), Cost.matching(output)), 1);
    }

    private static Hyperparameters sgd(int batch) {
        return Hyperparameters.sgd(1, batch, 0.01, 0);
    }

    private static TrainingOptions options(Hyperparameters hyperparameters, @Nullable Augmentation augmentation) {
        return new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1, augmentation);
    }

    private static Workload workload(Hyperparameters hyperparameters, @Nullable Augmentation augmentation) {
        return new Workload(NETWORK, options(hyperparameters, augmentation), DATA);
    }

    private static Workload workload(double l1, DropoutRates dropout, double maxNorm) {
        return workload(sgd(10).with(new Regularization(new WeightPenalty(l1, 0), dropout, maxNorm, 0)), null);
    }

    static Stream<Workload> otherWorkloads() {
        TrainingOptions same = WORKLOAD.options();
        return Stream.of(
                workload(sgd(20), null),
                workload(sgd(10).with(UpdateRule.Momentum.of(0.5)), null),
                workload(0.1, DropoutRates.NONE, 0),
                workload(0, new DropoutRates(List.of(0.2, 0.5)), 0),
                workload(0, DropoutRates.NONE, 3),
                workload(sgd(10), Augmentation.none(4, 4)),
                new Workload(network(List.of(16, 9, 3), Activation.SIGMOID), same, DATA),
                new Workload(network(List.of(16, 8, 3), Activation.SOFTMAX), same, DATA));
    }

    @ParameterizedTest
    @MethodSource("otherWorkloads")
    void description_ofATrainingOfAnotherSpeed_isAnother(Workload other) {
        assertNotEquals(WORKLOAD.description(), other.description());
    }

    @Test
    void description_ofElasticDistortions_isAnotherThanOfAffineMaps() {
        Augmentation affine = Augmentation.none(4, 4);
        Augmentation elastic = new Augmentation(4, 4, affine.affine(), new Augmentation.Elastic(1, 2), affine.gentle());
        assertNotEquals(
                workload(sgd(10), affine).description(),
                workload(sgd(10), elastic).description());
    }

    @Test
    void description_ofATrainingOfTheSameSpeed_isTheSame() {
        assertEquals(
                WORKLOAD.description(),
                workload(sgd(10).with(LearningRate.constant(3)), null).description());
    }

    @Test
    void batchSize_isThatOfAStep_notLargerThanTheData() {
        assertEquals(10, WORKLOAD.batchSize());
        assertEquals(100, workload(sgd(1000), null).batchSize());
    }

    @Test
    void of_aMethodForAllImagesAtOnce_hasStepsOfAllThatThereAre() {
        assertEquals(
                100, Workload.of(NETWORK, options(sgd(10), null), true, DATA).batchSize());
    }

    @Test
    void networkThatDoesNotFitTheData_isRefused() {
        Dataset other = TestData.random(10, 5, 5, 3);
        assertThrows(IllegalArgumentException.class, () -> new Workload(NETWORK, WORKLOAD.options(), other));
    }
}
