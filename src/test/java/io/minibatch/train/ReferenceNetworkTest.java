package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceNetworkTest {
    private static final double H = 1e-5;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "QUADRATIC, SIGMOID SIGMOID SIGMOID",
        "CROSS_ENTROPY, SIGMOID SIGMOID SIGMOID",
        "QUADRATIC, TANH LEAKY_RELU TANH",
        "QUADRATIC, GELU RELU IDENTITY",
        "LOG_LIKELIHOOD, GELU TANH SOFTMAX"
    })
    void gradient_equalsCentralDifferencesOfTheCost(Cost cost, String activations) {
        Dataset data = TestData.random(5, 2, 3, 3);
        double[][] inputs = TestData.inputs(data, 0, 1, 2, 3, 4);
        int[] labels = TestData.labels(data, 0, 1, 2, 3, 4);
        Architecture architecture = Architecture.of(List.of(6, 5, 4, 3), TestData.activations(activations), cost);
        ReferenceNetwork network = new ReferenceNetwork(Initializer.LARGE.initialize(architecture, 1));
        network.smooth(0.2);
        double decayRate = 0.3;

        double[] gradient = network.gradient(inputs, labels, decayRate);

        checkGradient(network, gradient, () -> network.cost(inputs, labels, decayRate));
    }

    @Test
    void gradient_ofWeightedDesiredValues_equalsCentralDifferencesOfTheCost() {
        double[][] inputs = {{0.3, -1.2}, {2, 0.1}, {-0.4, 0.9}};
        double[][] desired = {{1.5, -0.5}, {-2, 0}, {0.2, 0.7}};
        double[] weights = {0.5, 2, 0};
        Architecture architecture =
                Architecture.of(List.of(2, 4, 2), TestData.activations("TANH IDENTITY"), Cost.QUADRATIC);
        ReferenceNetwork network = new ReferenceNetwork(Initializer.LARGE.initialize(architecture, 1));

        double[] gradient = network.gradient(inputs, desired, weights, 0.3);

        checkGradient(network, gradient, () -> network.cost(inputs, desired, weights, 0.3));
    }

    private static void checkGradient(ReferenceNetwork network, double[] gradient, DoubleSupplier cost) {
        double[] parameters = network.parameters();
        for (int i = 0; i < parameters.length; i++) {
            double value = parameters[i];
            parameters[i] = value + H;
            double above = cost.getAsDouble();
            parameters[i] = value - H;
            double below = cost.getAsDouble();
            parameters[i] = value;
            assertEquals((above - below) / (2 * H), gradient[i], 5e-8, "parameter " + i);
        }
    }
}
