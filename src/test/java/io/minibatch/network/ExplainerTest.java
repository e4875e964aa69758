package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainerTest {
    private static final double STEP = 1e-5;
    private static final float[] VALUES = {0.9f, 0, -1.3f, 0.4f, 2.1f};

    private static Network network(Activation hidden) {
        Architecture architecture =
                Architecture.of(List.of(5, 7, 6, 3), List.of(hidden, hidden, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        return Initializer.DEFAULT.initialize(architecture, 1);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /**
     * The forward pass by its definition. Returns what the first {@code layers} layers make of x; the last one, its
     * logits.
     */
    private static double[] forward(Network network, double[] x, int layers) {
        double[] a = x;
        int all = network.architecture().layers().size();
        for (int l = 0; l < layers; l++) {
            Layer layer = network.architecture().layers().get(l);
            double[] next = new double[layer.outputs()];
            for (int j = 0; j < next.length; j++) {
                double z = network.bias(l, j);
                for (int i = 0; i < a.length; i++) {
                    z += a[i] * network.weight(l, i, j);
                }
                next[j] = l < all - 1 ? layer.activation().function().value(z) : z;
            }
            a = next;
        }
        return a;
    }

    private static double slope(Network network, int input, int output) {
        double[] above = doubles(VALUES);
        double[] below = doubles(VALUES);
        above[input] += STEP;
        below[input] -= STEP;
        return (forward(network, above, 3)[output] - forward(network, below, 3)[output]) / (2 * STEP);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void gradient_isThatOfCentralDifferences(Activation hidden) {
        Network network = network(hidden);
        for (int output = 0; output < 3; output++) {
            Explanation explanation = new Explainer(network).explain(VALUES, output);
            assertTrue(Math.abs(explanation.gradient()[0]) > 1e-4, "the gradient vanishes: " + hidden);
            for (int i = 0; i < VALUES.length; i++) {
                double expected = slope(network, i, output);
                assertEquals(expected, explanation.gradient()[i], 1e-8, "input " + i + " of output " + output);
                assertEquals(VALUES[i] * expected, explanation.evidence()[i], 1e-8);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void hiddenActivationsAndLogits_areThoseOfTheForwardPass(Activation hidden) {
        Network network = network(hidden);
        Explanation explanation = new Explainer(network).explain(VALUES);
        assertEquals(2, explanation.hidden().size());
        for (int l = 1; l <= 2; l++) {
            assertClose(
                    forward(network, doubles(VALUES), l), explanation.hidden().get(l - 1));
        }
        assertClose(forward(network, doubles(VALUES), 3), explanation.logits());
    }

    private static void assertClose(double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length);
        for (int j = 0; j < expected.length; j++) {
            assertEquals(expected[j], actual[j], 1e-12);
        }
    }

    @Test
    void explained_isTheLargestOutput() {
        Architecture architecture = Architecture.of(List.of(1, 3), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Network network = new Network(architecture, new float[] {1, -2, 3, 0, 0, 0});
        assertEquals(2, new Explainer(network).explain(new float[] {1}).output());
        assertEquals(1, new Explainer(network).explain(new float[] {-1}).output());
    }

    @Test
    void exampleOfAnotherLength_isRefused() {
        Explainer explainer = new Explainer(network(Activation.RELU));
        assertEquals(
                "an example has 4 values: the network takes 5",
                assertThrows(IllegalArgumentException.class, () -> explainer.explain(new float[4]))
                        .getMessage());
    }

    @Test
    void missingOutput_isRefused() {
        Explainer explainer = new Explainer(network(Activation.RELU));
        assertThrows(IllegalArgumentException.class, () -> explainer.explain(VALUES, 3));
        assertThrows(IllegalArgumentException.class, () -> explainer.explain(VALUES, -1));
    }
}
