package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Descent;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cpu.SparseTraining.Task;
import io.minibatch.backend.cpu.SparseTraining.Way;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.train.ReferenceNetwork;
import io.minibatch.train.TestData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps on lists of bytes that are not 0 against the same steps on gathered mini-batches by EJML. */
class SparseTrajectoryTest {
    private static final Tolerance TRAJECTORY = new Tolerance(1e-6, 1e-4);
    private static final double DENSITY = 0.2;
    private static final int EPOCHS = 3;

    private static final Set<Activation> CLAIMED =
            EnumSet.complementOf(EnumSet.of(Activation.GELU, Activation.SOFTMAX));

    private static Architecture softmax(List<Integer> sizes, Activation hidden) {
        List<Activation> activations = new ArrayList<>(Collections.nCopies(sizes.size() - 2, hidden));
        activations.add(Activation.SOFTMAX);
        return Architecture.of(sizes, activations, Cost.LOG_LIKELIHOOD);
    }

    private static Task task(Architecture architecture, int size, int capacity) {
        return new Task(
                architecture,
                TestData.sparse(size, 1, architecture.inputs(), architecture.outputs(), DENSITY),
                capacity);
    }

    private static void check(Way way, Task task) {
        try (SparseTraining expected = new SparseTraining(Way.GATHERED, 1, task);
                SparseTraining actual = new SparseTraining(way, 1, task)) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                expected.startEpoch(epoch).run(task.stepsPerEpoch());
                actual.startEpoch(epoch).run(task.stepsPerEpoch());
                checkEqual(expected, actual);
            }
        }
    }

    private static void checkEqual(SparseTraining expected, SparseTraining actual) {
        float[] parameters = expected.parameters();
        TRAJECTORY.check(
                IntStream.range(0, parameters.length)
                        .mapToDouble(i -> parameters[i])
                        .toArray(),
                actual.parameters());
        assertEquals(expected.batch().valid(), actual.batch().valid());
        assertEquals(expected.batch().start(), actual.batch().start());
        assertEquals(expected.batch().clock().step(), actual.batch().clock().step());
        assertEquals(expected.firstNonFinite(), actual.firstNonFinite());
    }

    static Stream<Arguments> hidden() {
        return Stream.concat(
                CLAIMED.stream()
                        .flatMap(activation ->
                                Stream.of(Arguments.of(Way.CLAIMED, activation), Arguments.of(Way.INPUT, activation))),
                Stream.of(Arguments.of(Way.INPUT, Activation.GELU)));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void steps_everyHiddenActivation_areThoseOfGatheredMiniBatches(Way way, Activation activation) {
        check(way, task(softmax(List.of(50, 13, 11, 10), activation), 43, 10));
    }

    static Stream<Arguments> outputs() {
        List<Arguments> outputs = new ArrayList<>();
        for (Way way : List.of(Way.CLAIMED, Way.INPUT)) {
            for (double smoothing : new double[] {0, 0.1}) {
                CLAIMED.forEach(output -> outputs.add(Arguments.of(way, Cost.QUADRATIC, output, smoothing)));
                outputs.add(Arguments.of(way, Cost.CROSS_ENTROPY, Activation.SIGMOID, smoothing));
                outputs.add(Arguments.of(way, Cost.LOG_LIKELIHOOD, Activation.SOFTMAX, smoothing));
            }
        }
        return outputs.stream();
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void steps_everyObjective_areThoseOfGatheredMiniBatches(Way way, Cost cost, Activation output, double smoothing) {
        Task task = task(Architecture.of(List.of(50, 13, 10), List.of(Activation.SIGMOID, output), cost), 43, 10);
        check(way, new Task(task.initial(), task.data(), task.capacity(), 0.05, 2, smoothing));
    }

    /** Widths of every number of vectors, whole and not; one layer; one input; more classes than a vector has lanes. */
    @ParameterizedTest(name = "{0}, mini-batch {1}")
    @CsvSource({
        "50-10, 10",
        "50-1-2, 10",
        "1-5-3, 10",
        "50-13-40, 10",
        "50-16-10, 10",
        "50-32-10, 10",
        "50-33-10, 10",
        "50-64-10, 40",
        "50-20-33-9-10, 10",
        "50-64-17-10, 40",
        "2000-60-10, 600",
        "9000-60-10, 40",
    })
    void steps_anyShape_areThoseOfGatheredMiniBatches(String sizes, int capacity) {
        Architecture architecture =
                softmax(Stream.of(sizes.split("-")).map(Integer::valueOf).toList(), Activation.TANH);
        Task task = task(architecture, 2 * capacity + 3, capacity);
        check(Way.CLAIMED, task);
        check(Way.INPUT, task);
    }

    @ParameterizedTest
    @CsvSource({"80, 10", "100, 33", "112, 40", "200, 200", "65, 600"})
    void steps_wideLayers_areThoseOfGatheredMiniBatches(int width, int capacity) {
        check(Way.INPUT, task(softmax(List.of(300, width, 10), Activation.SIGMOID), 2 * capacity + 3, capacity));
    }

    @ParameterizedTest
    @CsvSource({"1, 23", "5, 23", "10, 43", "33, 70", "200, 407", "1100, 1107", "50, 23"})
    void steps_anyMiniBatch_areThoseOfGatheredMiniBatches(int capacity, int size) {
        for (int width : new int[] {30, 60}) {
            Task task = task(Architecture.sigmoid(List.of(50, width, 10), Cost.CROSS_ENTROPY), size, capacity);
            check(Way.CLAIMED, task);
            check(Way.INPUT, task);
        }
    }

    static Stream<Arguments> updates() {
        List<Arguments> updates = new ArrayList<>();
        for (StepPlan.Update update : List.of(
                new StepPlan.Update(Descent.MOMENTUM, false, 0),
                new StepPlan.Update(Descent.ADAM, false, 0),
                new StepPlan.Update(Descent.SGD, true, 0),
                new StepPlan.Update(Descent.SGD, false, 0, 0.1f),
                new StepPlan.Update(Descent.NESTEROV, true, 2))) {
            for (int outputs : new int[] {30, 60, 100}) {
                updates.add(Arguments.of(update, outputs, 128));
                updates.add(Arguments.of(update, outputs, 200));
            }
        }
        return updates.stream();
    }

    /** The last pixels are zero in all images. */
    @ParameterizedTest
    @MethodSource("updates")
    void steps_otherThanPlainDescent_areThoseOfGatheredMiniBatches(StepPlan.Update update, int outputs, int capacity) {
        Task plain = task(softmax(List.of(70, outputs, 10), Activation.SIGMOID), 2 * capacity + 3, capacity);
        byte[] images = plain.data().images();
        for (int start = 60; start < images.length; start += 70) {
            Arrays.fill(images, start, start + 10, (byte) 0);
        }
        Task task = new Task(plain.initial(), plain.data(), capacity, 0.01, 2, 0, update);
        check(Way.INPUT, task);
        try (SparseTraining one = new SparseTraining(Way.INPUT, 1, task);
                SparseTraining three = new SparseTraining(Way.INPUT, 3, task)) {
            assertArrayEquals(
                    one.startEpoch(0).run(3).parameters(),
                    three.startEpoch(0).run(3).parameters());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "INPUT"})
    void steps_pastTheEndOfAnEpoch_areThoseOfGatheredMiniBatches(Way way) {
        Task task = task(Architecture.sigmoid(List.of(50, 30, 10), Cost.CROSS_ENTROPY), 43, 10);
        try (SparseTraining expected = new SparseTraining(Way.GATHERED, 1, task);
                SparseTraining actual = new SparseTraining(way, 1, task)) {
            for (SparseTraining each : List.of(expected, actual)) {
                each.startEpoch(0).run(task.stepsPerEpoch() + 2).run(1);
            }
            checkEqual(expected, actual);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "INPUT"})
    void steps_afterAnEpochThatEndedEarly_areThoseOfGatheredMiniBatches(Way way) {
        Task task = task(Architecture.sigmoid(List.of(50, 30, 10), Cost.CROSS_ENTROPY), 43, 10);
        try (SparseTraining expected = new SparseTraining(Way.GATHERED, 1, task);
                SparseTraining actual = new SparseTraining(way, 1, task)) {
            for (SparseTraining each : List.of(expected, actual)) {
                each.startEpoch(0).run(2).startEpoch(1).run(3).startEpoch(4).run(1);
            }
            checkEqual(expected, actual);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "INPUT"})
    void firstNonFinite_afterNumbersThatAreNot_isTheStepThatMetThem(Way way) {
        Task task = task(Architecture.sigmoid(List.of(50, 30, 10), Cost.CROSS_ENTROPY), 43, 10);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            try (SparseTraining training = new SparseTraining(way, 1, task)) {
                training.startEpoch(0).run(2);
                float[] parameters = training.parameters();
                parameters[parameters.length - 1] = value;
                training.upload(parameters);
                training.run(2);
                assertEquals(Float.isNaN(value) ? 3 : 4, training.firstNonFinite(), "from " + value);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"CLAIMED, 0", "CLAIMED, 43", "CLAIMED, 86", "INPUT, 0", "INPUT, 43", "INPUT, 86"})
    void steps_decayByAllWeightsAndMore_areThoseOfGatheredMiniBatches(Way way, double lambda) {
        Task task = task(Architecture.sigmoid(List.of(50, 30, 10), Cost.CROSS_ENTROPY), 43, 10);
        check(way, new Task(task.initial(), task.data(), 10, 1, lambda, 0));
    }

    /** Beside the weights, the contributions of single images of a large mini-batch would be lost. */
    @ParameterizedTest
    @CsvSource({"CLAIMED, 30", "CLAIMED, 60", "INPUT, 30", "INPUT, 60"})
    void step_largeMiniBatch_losesNoneOfTheSmallChanges(Way way, int width) {
        int size = 4096;
        Task task = task(Architecture.sigmoid(List.of(50, width, 10), Cost.CROSS_ENTROPY), size, size);
        ReferenceNetwork reference = new ReferenceNetwork(task.initial());
        int[] all = IntStream.range(0, size).toArray();
        reference.step(TestData.inputs(task.data(), all), TestData.labels(task.data(), all), 0.01, 0);
        float[] before = task.initial().parameters();
        float[] changes = new float[before.length];
        try (SparseTraining training =
                new SparseTraining(way, 1, new Task(task.initial(), task.data(), size, 0.01, 0, 0))) {
            float[] after = training.startEpoch(0).run(1).parameters();
            for (int i = 0; i < changes.length; i++) {
                changes[i] = after[i] - before[i];
            }
        }
        Tolerance.checkNorm(
                IntStream.range(0, before.length)
                        .mapToDouble(i -> reference.parameters()[i] - before[i])
                        .toArray(),
                changes,
                1e-3);
    }
}
