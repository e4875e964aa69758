package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.util.List;
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

        double[] parameters = network.parameters();
        for (int i = 0; i < parameters.length; i++) {
            double value = parameters[i];
            parameters[i] = value + H;
            double above = network.cost(inputs, labels, decayRate);
            parameters[i] = value - H;
            double below = network.cost(inputs, labels, decayRate);
            parameters[i] = value;
            assertEquals((above - below) / (2 * H), gradient[i], 5e-8, "parameter " + i);
        }
    }
}
