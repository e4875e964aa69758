package io.minibatch.backend.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;
import io.minibatch.backend.cuda.FusedTraining.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** 20 steps that one kernel makes against the same steps as single operations, for each combination that is claimed. */
class EmulatedFusedStepTest {
    private static final double DENSITY = 0.2;
    private static final int STEPS = 20;

    /** No multiple of the four pixels of a word. */
    private static final int INPUTS = 21;

    private static final int WIDTH = 12;
    private static final int CLASSES = 5;
    private static final int CAPACITY = 6;

    /** Examples of an epoch of six steps, the last of half a mini-batch. */
    private static final int EXAMPLES = 33;

    private static Task task(Architecture architecture, int size, int capacity) {
        return Task.of(
                architecture,
                TestData.sparse(size, 1, architecture.inputs(), architecture.outputs(), DENSITY),
                capacity);
    }

    /** At a rate at which no combination is so unstable that roundings grow. */
    private static Task small(Activation hidden, Activation output, Cost cost) {
        Architecture architecture = Architecture.of(List.of(INPUTS, WIDTH, CLASSES), List.of(hidden, output), cost);
        return task(architecture, EXAMPLES, CAPACITY).with(new Rates(0.25, 0, 0, 0, 0.01, 0, 0));
    }

    /** Sigmoid neurons and softmax outputs; no second layer where there are no classes. */
    private static Task sized(int inputs, int width, int classes, int size, int capacity) {
        Architecture architecture = classes == 0
                ? Architecture.of(List.of(inputs, width), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD)
                : Architecture.of(
                        List.of(inputs, width, classes),
                        List.of(Activation.SIGMOID, Activation.SOFTMAX),
                        Cost.LOG_LIKELIHOOD);
        return task(architecture, size, capacity);
    }

    private static void check(Task task) {
        try (CudaBackend backend = EmulatedCuda.open()) {
            FusedTraining.check(backend, task, STEPS);
        }
    }

    static Stream<Arguments> functions() {
        Stream<Arguments> hidden = Stream.of(
                        Activation.SIGMOID,
                        Activation.TANH,
                        Activation.RELU,
                        Activation.LEAKY_RELU,
                        Activation.SOFTPLUS,
                        Activation.ELU,
                        Activation.IDENTITY)
                .flatMap(each -> Stream.of(
                        Arguments.of(each, Activation.SOFTMAX, Cost.LOG_LIKELIHOOD),
                        Arguments.of(each, Activation.SIGMOID, Cost.CROSS_ENTROPY),
                        Arguments.of(each, Activation.SIGMOID, Cost.QUADRATIC)));
        Stream<Arguments> outputs = Stream.of(
                        Activation.IDENTITY,
                        Activation.TANH,
                        Activation.RELU,
                        Activation.LEAKY_RELU,
                        Activation.SOFTPLUS,
                        Activation.ELU)
                .map(each -> Arguments.of(Activation.TANH, each, Cost.QUADRATIC));
        return Stream.concat(hidden, outputs);
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("functions")
    void functions_areThoseOfSingleOperations(Activation hidden, Activation output, Cost cost) {
        check(small(hidden, output, cost));
    }

    /** By f' at the activation before it was scaled. */
    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GELU", "SOFTMAX"})
    void functions_ofNeuronsThatAreDropped_areThoseOfSingleOperations(Activation hidden) {
        check(small(hidden, Activation.SOFTMAX, Cost.LOG_LIKELIHOOD).with(new DropoutRates(List.of(0.0, 0.4))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GELU", "SOFTMAX"})
    void functions_ofANetworkWithoutHiddenLayer_areThoseOfSingleOperations(Activation output) {
        check(task(Architecture.of(List.of(INPUTS, CLASSES), List.of(output), Cost.QUADRATIC), EXAMPLES, CAPACITY));
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                        Arguments.of("SGD", Descent.SGD, new Rates(0.5, 0, 0, 0, 0, 0, 0)),
                        Arguments.of("SGD, L2", Descent.SGD, new Rates(0.5, 0, 0, 0, 0.02, 0, 0)),
                        Arguments.of("SGD, L1", Descent.SGD, new Rates(0.5, 0, 0, 0, 0, 0.003, 0)),
                        Arguments.of("SGD, L1, L2, decay", Descent.SGD, new Rates(0.5, 0, 0, 0, 0.02, 0.003, 0.01)),
                        Arguments.of("momentum", Descent.MOMENTUM, new Rates(0.1, 0.9, 0, 0, 0, 0, 0)),
                        Arguments.of("momentum, L2", Descent.MOMENTUM, new Rates(0.1, 0.8, 0, 0, 0.02, 0, 0)),
                        Arguments.of("Nesterov", Descent.NESTEROV, new Rates(0.1, 0.9, 0, 0, 0, 0, 0)),
                        Arguments.of("Nesterov, L2, decay", Descent.NESTEROV, new Rates(0.1, 0.8, 0, 0, 0.02, 0, 0.01)))
                .flatMap(each -> Stream.of(
                                DropoutRates.NONE,
                                new DropoutRates(List.of(0.3, 0.0)),
                                new DropoutRates(List.of(0.0, 0.5)),
                                new DropoutRates(List.of(0.2, 0.5)))
                        .map(dropout -> Arguments.of(each.get()[0], dropout, each.get()[1], each.get()[2])));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("rules")
    void rules_withDropout_areThoseOfSingleOperations(String name, DropoutRates dropout, Descent rule, Rates rates) {
        check(small(Activation.SIGMOID, Activation.SOFTMAX, Cost.LOG_LIKELIHOOD)
                .with(rule)
                .with(rates)
                .with(dropout));
    }

    @ParameterizedTest
    @CsvSource({"SOFTMAX, LOG_LIKELIHOOD, SGD", "SIGMOID, CROSS_ENTROPY, MOMENTUM", "TANH, QUADRATIC, NESTEROV"})
    void smoothedLabels_areThoseOfSingleOperations(Activation output, Cost cost, Descent rule) {
        check(small(Activation.TANH, output, cost).with(rule).smoothed(0.1));
    }

    @ParameterizedTest(name = "{0}-{1}-{2}")
    @CsvSource({
        "784,30,10",
        "784,1,2",
        "60,7,3",
        "301,30,10",
        "100,31,26",
        "300,32,10",
        "300,33,10",
        "64,64,32",
        "199,100,26",
        "200,128,10",
        "17,5,3",
        "4,2,2",
        "1,3,2",
        "784,10,0",
        "300,26,0",
        "33,32,0",
    })
    void sizes_areThoseOfSingleOperations(int inputs, int width, int classes) {
        Task task = sized(inputs, width, classes, 35, 10);
        check(task);
        check(task.with(Descent.NESTEROV));
    }

    /** All registers of each kernel. */
    @ParameterizedTest(name = "{0}-{1}-{2}, {3}")
    @CsvSource({
        "1024,32,10,SGD",
        "512,64,10,SGD",
        "256,128,32,SGD",
        "800,32,10,MOMENTUM",
        "400,64,10,MOMENTUM",
        "200,128,26,MOMENTUM",
    })
    void sizes_thatFillTheRegisters_areThoseOfSingleOperations(int inputs, int width, int classes, Descent rule) {
        Task task = sized(inputs, width, classes, 35, 10);
        check(rule == Descent.SGD ? task : task.with(rule));
    }

    /** The last mini-batch is short but for those of one row; the largest are divided into tiles. */
    @ParameterizedTest(name = "batch {0} of {1} inputs")
    @CsvSource({"1, 50", "2, 50", "10, 50", "33, 50", "64, 50", "33, 784", "64, 400"})
    void miniBatches_areThoseOfSingleOperations(int capacity, int inputs) {
        Task task = sized(inputs, 30, 10, 5 * capacity / 2, capacity);
        check(task.with(new DropoutRates(List.of(0.2, 0.5))));
        check(task.with(Descent.MOMENTUM));
    }

    /** Images of 0 alone, so that no input takes part, and without any 0, so that all do. */
    @ParameterizedTest
    @CsvSource({"0", "1"})
    void pixels_allOrNone_areThoseOfSingleOperations(double density) {
        Architecture architecture = Architecture.sigmoid(List.of(INPUTS, WIDTH, CLASSES), Cost.CROSS_ENTROPY);
        Task task = Task.of(architecture, TestData.sparse(EXAMPLES, 1, INPUTS, CLASSES, density), CAPACITY);
        check(task);
        check(task.with(Descent.MOMENTUM));
    }

    /** 5 pairs of images in tiles of 1, 2, 3 and 5, the largest that fits a block. */
    @ParameterizedTest(name = "{0} pairs, {1}")
    @CsvSource({"1, SGD", "2, SGD", "3, SGD", "5, SGD", "1, MOMENTUM", "2, MOMENTUM", "3, MOMENTUM", "5, MOMENTUM"})
    void tiles_ofAnySize_areThoseOfSingleOperations(int pairs, Descent rule) {
        EmulatedCuda.assumeEmulated();
        Task plain = sized(150, 30, 10, 35, 10).with(new DropoutRates(List.of(0.2, 0.5)));
        Task task = rule == Descent.SGD ? plain : plain.with(rule);
        FusedShape shape = new FusedShape(Kernel.fused(rule != Descent.SGD, 8), 1, 150, 30, 10, 10, pairs);
        assertEquals(shape, FusedShape.of(task.plan(), kernel -> shape.sharedBytes()));
        EmulatedSession session = new EmulatedSession();
        try {
            EmulatedSession.pretend(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, shape.sharedBytes());
            check(task);
        } finally {
            session.close();
        }
    }
}
