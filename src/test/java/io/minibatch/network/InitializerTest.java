package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitializerTest {
    private static final Architecture ARCHITECTURE = Architecture.sigmoid(List.of(400, 100, 50), Cost.CROSS_ENTROPY);

    @ParameterizedTest
    @CsvSource({
        "DEFAULT, 0, 0.05",
        "DEFAULT, 1, 0.1",
        "LARGE, 0, 1",
        "LARGE, 1, 1",
        "GLOROT, 0, 0.0632456",
        "HE, 1, 0.1414214"
    })
    void weights_haveMeanZeroAndTheNamedStandardDeviation(Initializer initializer, int layer, double sigma) {
        Network network = initializer.initialize(ARCHITECTURE, 1);
        Layer shape = ARCHITECTURE.layers().get(layer);
        double sum = 0;
        double squares = 0;
        for (int from = 0; from < shape.inputs(); from++) {
            for (int to = 0; to < shape.outputs(); to++) {
                double weight = network.weight(layer, from, to);
                sum += weight;
                squares += weight * weight;
            }
        }
        int count = shape.inputs() * shape.outputs();
        assertEquals(0, sum / count, 4 * sigma / Math.sqrt(count));
        assertEquals(sigma, Math.sqrt(squares / count), 4 * sigma / Math.sqrt(2.0 * count));
    }

    @ParameterizedTest
    @EnumSource(
            value = Initializer.class,
            names = {"DEFAULT", "LARGE"})
    void biases_haveStandardDeviationOne(Initializer initializer) {
        Network network = initializer.initialize(ARCHITECTURE, 1);
        double variance = IntStream.range(0, 100)
                .mapToDouble(i -> network.bias(0, i))
                .map(b -> b * b)
                .average()
                .orElseThrow();
        assertEquals(1, variance, 0.4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Initializer.class,
            names = {"GLOROT", "HE"})
    void biases_areZero(Initializer initializer) {
        Network network = initializer.initialize(ARCHITECTURE, 1);
        assertEquals(
                0,
                IntStream.range(0, 100)
                        .mapToDouble(i -> network.bias(0, i))
                        .map(Math::abs)
                        .sum());
    }

    @ParameterizedTest
    @EnumSource(Initializer.class)
    void sameSeed_givesTheSameNetworkAndAnotherSeedAnother(Initializer initializer) {
        assertEquals(initializer.initialize(ARCHITECTURE, 1), initializer.initialize(ARCHITECTURE, 1));
        assertNotEquals(initializer.initialize(ARCHITECTURE, 1), initializer.initialize(ARCHITECTURE, 2));
    }
}
