package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
    private static Network network(Activation activation, Cost cost, Integer... sizes) {
        List<Activation> activations = Collections.nCopies(sizes.length - 1, activation);
        return Initializer.DEFAULT.initialize(Architecture.of(List.of(sizes), activations, cost), 3);
    }

    private static Network digits() {
        return network(Activation.SIGMOID, Cost.CROSS_ENTROPY, 784, 30, 10);
    }

    @ParameterizedTest
    @CsvSource({"IDENTITY, REGRESSION", "SIGMOID, CLASSIFICATION", "TANH, CLASSIFICATION", "RELU, CLASSIFICATION"})
    void of_network_takesTheTaskFromItsOutputs(Activation output, Task task) {
        assertEquals(
                task, Model.of(network(output, Cost.QUADRATIC, 4, 3)).schema().task());
    }

    @Test
    void of_network_numbersItsOutputs() {
        Model model = Model.of(network(Activation.SOFTMAX, Cost.LOG_LIKELIHOOD, 4, 3));
        assertEquals(new Schema(Task.CLASSIFICATION, List.of("0", "1", "2"), null, List.of()), model.schema());
        assertNull(model.standardization());
    }

    @ParameterizedTest
    @CsvSource({"49, 0", "63, 0", "64, 8", "65, 0", "99, 0", "100, 10", "784, 28", "785, 0"})
    void of_network_hasSquareImagesFrom64Pixels(int inputs, int side) {
        ImageSize expected = side == 0 ? null : new ImageSize(side, side);
        assertEquals(
                expected,
                Model.of(network(Activation.SIGMOID, Cost.QUADRATIC, inputs, 2))
                        .schema()
                        .image());
    }

    @Test
    void toString_numberedClasses_isOneLine() {
        assertEquals(
                "784-30-10, sigmoid, cross-entropy, 23,860 parameters; classes 0 to 9",
                Model.of(digits()).toString());
        assertEquals("784-30-10, sigmoid, cross-entropy, 23,860 parameters", digits().toString());
        assertEquals(
                "784-30-10, sigmoid, cross-entropy", digits().architecture().toString());
        assertEquals("784-30, sigmoid", digits().architecture().layers().get(0).toString());
    }

    @Test
    void toString_layersThatDiffer_namesEachActivation() {
        Architecture architecture =
                Architecture.of(List.of(4, 3, 2), List.of(Activation.RELU, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        assertEquals("4-3-2, relu/softmax, log-likelihood", architecture.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CLASSIFICATION | 2  | 4-2, sigmoid, quadratic, 10 parameters; classes n0, n1",
                "MULTI_LABEL    | 3  | 4-3, sigmoid, quadratic, 15 parameters; labels n0, n1, n2",
                "REGRESSION     | 1  | 4-1, sigmoid, quadratic, 5 parameters; numbers n0",
                "CLASSIFICATION | 11 | 4-11, sigmoid, quadratic, 55 parameters; classes n0, n1, n2, n3, n4, n5, n6, n7, n8, n9,"
                        + " ... (11)",
            })
    void toString_namedOutputs_listsThem(Task task, int outputs, String expected) {
        List<String> names = IntStream.range(0, outputs).mapToObj(i -> "n" + i).toList();
        Network network = network(Activation.SIGMOID, Cost.QUADRATIC, 4, outputs);
        Schema schema = new Schema(task, names, null, List.of());
        assertEquals(expected, new Model(network, schema, null).toString());
        float[] ones = {1, 1, 1, 1};
        assertEquals(
                expected + "; standardized inputs",
                new Model(network, schema, new Standardization(ones, ones)).toString());
    }

    @Test
    void model_schemaOfOtherSizes_isRefused() {
        Network network = network(Activation.SIGMOID, Cost.QUADRATIC, 4, 2);
        List<String> names = List.of("a", "b");
        float[] three = {1, 1, 1};
        assertFault("the network has 2 outputs, which have 1 names", network, List.of("a"), null, List.of(), null);
        assertFault(
                "the network takes 4 values, not images of 2×3", network, names, new ImageSize(2, 3), List.of(), null);
        assertFault(
                "the network takes 4 values, not images of 65536×65536",
                network,
                names,
                new ImageSize(65536, 65536),
                List.of(),
                null);
        assertFault("the network takes 4 values, which have 1 names", network, names, null, List.of("x"), null);
        assertFault(
                "the network takes 4 values, the standardization 3",
                network,
                names,
                null,
                List.of(),
                new Standardization(three, three));
    }

    @ParameterizedTest
    @CsvSource({"MULTI_LABEL, 2, sigmoid", "REGRESSION, 2, identity"})
    void model_softmaxOutputsThatAreNotOneForEachClass_isRefused(Task task, int outputs, String instead) {
        Network network = network(Activation.SOFTMAX, Cost.LOG_LIKELIHOOD, 4, outputs);
        Schema schema = new Schema(task, List.of("a", "b"), null, List.of());
        assertEquals(
                "softmax outputs are for one class of several; use " + instead + " outputs",
                assertThrows(IllegalArgumentException.class, () -> new Model(network, schema, null))
                        .getMessage());
    }

    private static void assertFault(
            String fault,
            Network network,
            List<String> names,
            @Nullable ImageSize image,
            List<String> features,
            @Nullable Standardization standardization) {
        Schema schema = new Schema(Task.CLASSIFICATION, names, image, features);
        assertEquals(
                fault,
                assertThrows(IllegalArgumentException.class, () -> new Model(network, schema, standardization))
                        .getMessage());
    }
}
