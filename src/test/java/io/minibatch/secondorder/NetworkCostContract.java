package io.minibatch.secondorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Dataset;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import io.minibatch.train.ReferenceNetwork;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A network's cost as a whole: gradient and curvature against the double-precision reference, and its minimum. */
abstract class NetworkCostContract {
    private static final Dataset DATA = TestData.random(23, 2, 4, 3);
    private static final double LAMBDA = 0.7;
    private static final int[] ALL = IntStream.range(0, DATA.size()).toArray();

    /** Opens the backend under test. */
    protected abstract Backend open();

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "QUADRATIC, SIGMOID SIGMOID SIGMOID",
        "CROSS_ENTROPY, SIGMOID TANH SIGMOID",
        "QUADRATIC, TANH LEAKY_RELU TANH",
        "QUADRATIC, SOFTPLUS SOFTPLUS SOFTPLUS",
        "QUADRATIC, ELU SOFTPLUS ELU",
        "LOG_LIKELIHOOD, SIGMOID TANH SOFTMAX"
    })
    void valueGradientAndCurvature_equalTheReference(Cost cost, String activations) {
        Network network = Initializer.DEFAULT.initialize(
                Architecture.of(List.of(8, 5, 4, 3), TestData.activations(activations), cost), 3);
        ReferenceNetwork reference = new ReferenceNetwork(network);
        double[][] inputs = TestData.inputs(DATA, ALL);
        int[] labels = TestData.labels(DATA, ALL);
        double decay = LAMBDA / DATA.size();
        float[] v = new float[network.architecture().parameterCount()];
        new RandomStream(5, Purpose.WEIGHTS, 0, 0).gaussian(v);
        try (Backend backend = new CheckedBackend(open());
                Examples examples = upload(backend);
                DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                NetworkCost onBackend = new NetworkCost(backend, onDevice, examples, LAMBDA);
                Matrix gradient = backend.allocate(1, v.length);
                Matrix direction = backend.allocate(1, v.length);
                Matrix product = backend.allocate(1, v.length)) {
            new Tolerance(1e-6, 1e-6).check(reference.cost(inputs, labels, decay), onBackend.value(), "value");
            onBackend.gradient(gradient);
            new Tolerance(1e-6, 1e-5).check(reference.gradient(inputs, labels, decay), values(backend, gradient));
            backend.upload(v, direction);
            onBackend.curvature(direction, product, false);
            double[] expected = differences(reference, v, inputs, labels, decay);
            new Tolerance(1e-5, 1e-4).check(expected, values(backend, product));
            onBackend.curvature(direction, product, true);
            assertTrue(backend.dot(direction, product) > 0, "Gauss-Newton is positive");
        }
    }

    /** Returns H·v by central differences of the gradient along v. */
    private static double[] differences(
            ReferenceNetwork reference, float[] v, double[][] inputs, int[] labels, double decay) {
        double h = 1e-5;
        double[] parameters = reference.parameters();
        double[] start = parameters.clone();
        for (int i = 0; i < v.length; i++) {
            parameters[i] = start[i] + h * v[i];
        }
        double[] result = reference.gradient(inputs, labels, decay);
        for (int i = 0; i < v.length; i++) {
            parameters[i] = start[i] - h * v[i];
        }
        double[] below = reference.gradient(inputs, labels, decay);
        for (int i = 0; i < v.length; i++) {
            result[i] = (result[i] - below[i]) / (2 * h);
            parameters[i] = start[i];
        }
        return result;
    }

    static Stream<Minimizer> minimizers() {
        return Stream.of(new Newton(), new HessianFree(), new ConjugateGradient(), new Lbfgs());
    }

    /** Softmax regression with weight decay is convex: all methods must come to the one minimum. */
    @ParameterizedTest
    @MethodSource("minimizers")
    void softmaxRegression_isMinimised(Minimizer minimizer) {
        Architecture architecture = Architecture.of(List.of(8, 3), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Network network = Initializer.DEFAULT.initialize(architecture, 3);
        double[] norm = new double[1];
        try (Backend backend = new CheckedBackend(open());
                Examples examples = upload(backend);
                DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                NetworkCost cost = new NetworkCost(backend, onDevice, examples, LAMBDA)) {
            minimizer.minimize(cost, (iteration, value, gradientNorm) -> {
                norm[0] = gradientNorm;
                return iteration < 200 && gradientNorm > 2e-5;
            });
            ReferenceNetwork reference = new ReferenceNetwork(onDevice.download());
            double[] gradient =
                    reference.gradient(TestData.inputs(DATA, ALL), TestData.labels(DATA, ALL), LAMBDA / DATA.size());
            double length = Math.sqrt(IntStream.range(0, gradient.length)
                    .mapToDouble(i -> gradient[i] * gradient[i])
                    .sum());
            // Where the cost, in float32, no longer tells steps apart: an H100 ends at 1.2e-4 and 2.6e-4.
            assertTrue(length < 5e-4, minimizer + " left a gradient of " + length + ", said " + norm[0]);
        }
    }

    @Test
    void everythingComputed_onAClosedBackend_isRefused() {
        Architecture architecture = Architecture.of(List.of(8, 3), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Backend backend = open();
        DeviceNetwork network = new DeviceNetwork(backend, Initializer.DEFAULT.initialize(architecture, 3));
        NetworkCost cost = new NetworkCost(backend, network, upload(backend), LAMBDA);
        Matrix v = backend.allocate(1, architecture.parameterCount());
        Matrix target = backend.allocate(1, architecture.parameterCount());
        backend.close();
        for (Executable computation :
                List.<Executable>of(cost::value, () -> cost.gradient(target), () -> cost.curvature(v, target, true))) {
            assertEquals(
                    "the " + backend.name() + " backend is closed",
                    assertThrows(IllegalStateException.class, computation).getMessage());
        }
        cost.close();
        network.close();
    }

    @Test
    void gelu_isRefused() {
        Architecture architecture =
                Architecture.of(List.of(8, 4, 3), List.of(Activation.GELU, Activation.SIGMOID), Cost.CROSS_ENTROPY);
        try (Backend backend = open();
                Examples examples = upload(backend);
                DeviceNetwork network = new DeviceNetwork(backend, Initializer.HE.initialize(architecture, 1))) {
            assertEquals(
                    "gelu layers have no second derivative here; use another activation",
                    assertThrows(IllegalArgumentException.class, () -> new NetworkCost(backend, network, examples, 0))
                            .getMessage());
        }
    }

    private static Examples upload(Backend backend) {
        return backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.outputs());
    }

    private static float[] values(Backend backend, Matrix vector) {
        float[] values = new float[vector.size()];
        backend.download(vector, values);
        return values;
    }
}
