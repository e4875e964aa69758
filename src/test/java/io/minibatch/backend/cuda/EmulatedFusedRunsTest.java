package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepRun;
import io.minibatch.backend.cuda.FusedTraining.Task;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.random.Permutation;
import io.minibatch.train.ReferenceNetwork;
import io.minibatch.train.TestData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Fused steps divided into several runs, together with those of other networks, and where numbers are not finite. */
class EmulatedFusedRunsTest {
    private static final int INPUTS = 50;
    private static final int CLASSES = 4;
    private static final int CAPACITY = 5;

    /** Ten steps an epoch, the last of two rows. */
    private static final Dataset DATA = TestData.sparse(47, 1, INPUTS, CLASSES, 0.3);

    private static final Architecture ARCHITECTURE = Architecture.of(
            List.of(INPUTS, 9, CLASSES), List.of(Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);

    private static final Task SGD = Task.of(ARCHITECTURE, DATA, CAPACITY).with(new DropoutRates(List.of(0.2, 0.5)));
    private static final Task MOMENTUM = SGD.with(Descent.MOMENTUM);

    private CudaBackend backend;
    private final List<FusedTraining> open = new ArrayList<>();

    @BeforeEach
    void open() {
        backend = EmulatedCuda.open();
    }

    @AfterEach
    void close() {
        open.forEach(FusedTraining::close);
        backend.close();
    }

    private FusedTraining training(boolean fused, Task task) {
        FusedTraining training = new FusedTraining(backend, fused, task).startEpoch(0);
        open.add(training);
        return training;
    }

    private FusedTraining fused(Task task) {
        return training(true, task);
    }

    /** The batch is compared last, since that takes a mini-batch. */
    private static void assertSameBits(FusedTraining expected, FusedTraining actual) {
        assertArrayEquals(expected.parameters(), actual.parameters());
        assertArrayEquals(expected.velocity(), actual.velocity());
        assertEquals(expected.firstNonFinite(), actual.firstNonFinite());
        assertArrayEquals(expected.nextImages(), actual.nextImages());
    }

    private static Task task(Descent rule) {
        return rule == Descent.SGD ? SGD : SGD.with(rule);
    }

    @ParameterizedTest
    @EnumSource(
            value = Descent.class,
            names = {"SGD", "MOMENTUM", "NESTEROV"})
    void run_dividedInAnyWay_givesTheSameBits(Descent rule) {
        FusedTraining whole = fused(task(rule)).run(7);
        FusedTraining divided = fused(task(rule)).run(3).run(0).run(4);
        FusedTraining single = fused(task(rule));
        for (int i = 0; i < 7; i++) {
            single.run(1);
        }
        float[] parameters = whole.parameters();
        assertSameBits(whole, divided);
        assertArrayEquals(parameters, single.parameters());
        assertArrayEquals(whole.velocity(), single.velocity());
    }

    /** The emulator draws the order of the threads anew for each launch. */
    @ParameterizedTest
    @EnumSource(
            value = Descent.class,
            names = {"SGD", "MOMENTUM"})
    void run_withThreadsInAnotherOrder_givesTheSameBits(Descent rule) {
        assertSameBits(fused(task(rule)).run(10), fused(task(rule)).run(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = Descent.class,
            names = {"SGD", "MOMENTUM"})
    void run_ofMoreStepsThanALaunchMakes_givesTheSameBits(Descent rule) {
        FusedTraining whole = fused(task(rule)).run(10);
        FusedTraining shorter = fused(task(rule)).run(6);
        backend.fusedRuns().limitSteps(4);
        FusedTraining divided = fused(task(rule)).run(10);
        assertSameBits(whole, divided);
        FusedTraining one = fused(task(rule));
        FusedTraining other = fused(task(rule));
        run(new StepRun(one.step(), 10), new StepRun(other.step(), 6));
        whole = fused(task(rule)).run(10);
        assertSameBits(whole, one);
        assertSameBits(shorter, other);
    }

    private void run(StepRun... runs) {
        new CheckedBackend(backend).run(List.of(runs));
    }

    /** Another seed, η, penalty, dropout, smoothing, rule, function, shape, number of steps; and single operations. */
    private static List<Task> different() {
        Architecture other = Architecture.of(
                List.of(INPUTS, 9, CLASSES), List.of(Activation.RELU, Activation.SIGMOID), Cost.QUADRATIC);
        Architecture wider = Architecture.sigmoid(List.of(INPUTS, 40, CLASSES), Cost.CROSS_ENTROPY);
        return List.of(
                SGD,
                SGD.withSeed(2),
                SGD.with(new Rates(0.1, 0, 0, 0, 0, 0, 0)),
                SGD.with(new Rates(0.5, 0, 0, 0, 0.01, 0.001, 0)),
                MOMENTUM,
                SGD.with(DropoutRates.NONE).withSeed(3),
                SGD.smoothed(0.1).withSeed(4),
                MOMENTUM.withSeed(5),
                SGD.with(Descent.NESTEROV),
                Task.of(other, DATA, CAPACITY),
                Task.of(wider, DATA, CAPACITY));
    }

    @Test
    void run_besideOthers_givesTheBitsOfANetworkAlone() {
        List<FusedTraining> together = new ArrayList<>();
        List<StepRun> runs = new ArrayList<>();
        List<Task> tasks = different();
        for (Task task : tasks) {
            FusedTraining training = fused(task);
            runs.add(new StepRun(training.step(), times(runs.size())));
            together.add(training);
        }
        FusedTraining operations = training(false, SGD);
        runs.add(4, new StepRun(operations.step(), 3));
        for (int repeat = 0; repeat < 2; repeat++) {
            run(runs.toArray(StepRun[]::new));
        }
        for (int i = 0; i < tasks.size(); i++) {
            FusedTraining alone = fused(tasks.get(i)).run(times(i)).run(times(i));
            assertSameBits(alone, together.get(i));
        }
        assertSameBits(training(false, SGD).run(6), operations);
    }

    private static int times(int place) {
        return new int[] {4, 3, 0, 1, 4, 2, 5, 3, 4, 2, 1}[place];
    }

    /**
     * If all make the same number of steps, its fields stay the same from run to run, and are not uploaded again.
     */
    @Test
    void run_ofOtherNetworksThanBefore_isThatOfTheirs() {
        FusedTraining one = fused(SGD).run(2);
        FusedTraining other = fused(SGD.withSeed(2)).run(2);
        one.run(2);
        run(new StepRun(one.step(), 1), new StepRun(other.step(), 3));
        run(new StepRun(other.step(), 1), new StepRun(one.step(), 1));
        assertSameBits(fused(SGD).run(6), one);
        assertSameBits(fused(SGD.withSeed(2)).run(6), other);
    }

    /** Changes between two runs take effect at the next step. */
    @Test
    void run_afterAnUpload_takesWhatWasUploaded() {
        FusedTraining changed = fused(MOMENTUM).run(3);
        FusedTraining expected = fused(MOMENTUM).run(3);
        float[] parameters = changed.parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.5f;
        }
        assertFalse(parameters[0] == expected.parameters()[0]);
        changed.upload(parameters);
        expected.upload(parameters);
        assertSameBits(expected.run(2), changed.run(2));
    }

    /** Such steps have no rows, and only decay the weights. */
    @ParameterizedTest
    @EnumSource(
            value = Descent.class,
            names = {"SGD", "MOMENTUM"})
    void run_pastTheEndOfTheOrder_isThatOfSingleOperations(Descent rule) {
        Task task = task(rule);
        FusedTraining expected = training(false, task).run(task.stepsPerEpoch() + 3);
        FusedTraining actual = fused(task).run(task.stepsPerEpoch() + 1).run(2);
        float[] before = fused(task).run(task.stepsPerEpoch()).parameters();
        assertNotEquals(before[0], actual.parameters()[0]);
        float[] wanted = expected.parameters();
        float[] parameters = actual.parameters();
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], parameters[i], 1e-6 + 1e-4 * Math.abs(wanted[i]));
        }
        assertEquals(expected.firstNonFinite(), actual.firstNonFinite());
        assertArrayEquals(expected.nextImages(), actual.nextImages());
    }

    private void assertSameFirstNonFinite(Task task, Consumer<float[]> change) {
        List<List<Integer>> found = new ArrayList<>();
        for (boolean fused : new boolean[] {false, true}) {
            FusedTraining training = training(fused, task);
            float[] parameters = training.parameters();
            change.accept(parameters);
            training.upload(parameters);
            List<Integer> steps = new ArrayList<>();
            for (int times : new int[] {1, 3, 4}) {
                steps.add(training.run(times).firstNonFinite());
            }
            found.add(steps);
        }
        assertEquals(found.get(0), found.get(1));
        assertTrue(found.get(0).get(2) > 0, "nothing diverged");
    }

    @ParameterizedTest(name = "eta {0}, l2 {1}, {2}, {3}")
    @CsvSource({
        "1e30, 0, TANH, SGD",
        "1e30, 0.1, TANH, SGD",
        "1e30, 0.1, TANH, MOMENTUM",
        "1e30, 0.1, TANH, NESTEROV",
        "1e20, 0, RELU, SGD",
        "1e10, 0, SOFTPLUS, SGD",
        "1e10, 0, RELU, MOMENTUM",
        "3e38, 0, IDENTITY, SGD",
    })
    void divergingRun_hasTheFirstStepOfSingleOperations(double eta, double l2, Activation hidden, Descent rule) {
        Architecture architecture =
                Architecture.of(List.of(INPUTS, 9, CLASSES), List.of(hidden, Activation.IDENTITY), Cost.QUADRATIC);
        Task task = Task.of(architecture, DATA, CAPACITY)
                .with(rule)
                .with(new Rates(eta, rule == Descent.SGD ? 0 : 0.9, 0, 0, l2, 0, 0));
        assertSameFirstNonFinite(task, parameters -> {});
    }

    /** The weights of an input and of a neuron, and both biases. */
    @ParameterizedTest
    @CsvSource({"3, NaN", "449, Infinity", "460, NaN", "485, -Infinity", "486, NaN", "494, Infinity", "498, NaN"})
    void parameterThatIsNotFinite_hasTheFirstStepOfSingleOperations(int index, float value) {
        for (Task task : List.of(SGD, MOMENTUM)) {
            assertSameFirstNonFinite(task, parameters -> parameters[index] = value);
        }
    }

    /** A product that passes over zeros does not meet it; the check of the parameters does. */
    @ParameterizedTest
    @EnumSource(
            value = Descent.class,
            names = {"SGD", "MOMENTUM"})
    void weightOfAPixelThatIsAlwaysBlack_isMetByTheCheckOfParameters(Descent rule) {
        Dataset data = TestData.sparse(47, 1, INPUTS, CLASSES, 0.3);
        for (int i = 0; i < data.size(); i++) {
            Arrays.fill(data.images(), i * INPUTS, i * INPUTS + 8, (byte) 0);
        }
        Task plain = Task.of(ARCHITECTURE, data, CAPACITY);
        FusedTraining training = fused(rule == Descent.SGD ? plain : plain.with(rule));
        float[] parameters = training.parameters();
        parameters[9] = Float.NaN;
        training.upload(parameters);
        assertEquals(3, training.run(3).firstNonFinite());
        float[] after = training.parameters();
        assertTrue(Float.isNaN(after[9]));
        assertTrue(Float.isFinite(after[10]));
    }

    /** The error against double precision, in the Euclidean norm, is at most twice that of single operations. */
    @ParameterizedTest
    @CsvSource({"784, SGD", "784, MOMENTUM", "50, SGD", "50, NESTEROV"})
    void twentySteps_areAsExactAsSingleOperations(int inputs, Descent rule) {
        Dataset data = TestData.sparse(200, 1, inputs, 10, 0.2);
        Task plain = Task.of(Architecture.sigmoid(List.of(inputs, 30, 10), Cost.CROSS_ENTROPY), data, 10);
        Task task = rule == Descent.SGD ? plain : plain.with(rule);
        ReferenceNetwork reference =
                new ReferenceNetwork(Initializer.DEFAULT.initialize(task.architecture(), (int) task.seed()));
        Permutation order = new Permutation(task.seed(), 0, data.size());
        for (int step = 0; step < 20; step++) {
            int[] batch =
                    IntStream.range(10 * step, 10 * step + 10).map(order::at).toArray();
            reference.step(TestData.inputs(data, batch), TestData.labels(data, batch), rule, task.rates(), step + 1, 0);
        }
        double single =
                distance(reference.parameters(), training(false, task).run(20).parameters());
        double fused = distance(reference.parameters(), fused(task).run(20).parameters());
        System.out.println(
                inputs + " inputs, " + rule + ": error of fused steps " + fused + ", of single operations " + single);
        assertTrue(fused <= 2 * single, fused + " is more than twice " + single);
    }

    private static double distance(double[] expected, float[] actual) {
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            squares += (expected[i] - actual[i]) * (expected[i] - actual[i]);
        }
        return Math.sqrt(squares);
    }
}
