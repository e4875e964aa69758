package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Activation functions of the weighted inputs plus the biases. */
interface ActivateContract extends TestedBackend {
    @ParameterizedTest
    @EnumSource(Elementwise.class)
    default void activate_matchesReference(Elementwise function) {
        float[] z = random(1, 31 * 33);
        float[] bias = random(2, 33);
        Matrix target = matrix(31, 33, z);
        backend().activate(function, matrix(1, 33, bias), target);
        double[] expected = new double[z.length];
        Arrays.setAll(expected, i -> Reference.apply(function, z[i] + (double) bias[i % 33]));
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @Test
    default void activate_sigmoidOfHugeInput_saturates() {
        Matrix z = matrix(1, 4, -3e38f, -200, 200, 3e38f);
        backend().activate(Elementwise.SIGMOID, matrix(1, 4, 0, 0, 0, 0), z);
        assertArrayEquals(new float[] {0, 0, 1, 1}, values(z));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    default void activate_toAnotherMatrix_leavesTheWeightedInput(Elementwise function) {
        float[] z = random(1, 33 * 32);
        float[] bias = random(2, 32);
        Matrix inputs = matrix(33, 32, z);
        Matrix outputs = matrix(33, 32, random(3, 33 * 32));
        backend().activate(function, matrix(1, 32, bias), inputs, outputs, null);
        double[] weighted = new double[z.length];
        Arrays.setAll(weighted, i -> z[i] + (double) bias[i % 32]);
        Tolerance.ELEMENTWISE.check(weighted, values(inputs));
        double[] expected = Arrays.stream(weighted)
                .map(value -> Reference.apply(function, value))
                .toArray();
        Tolerance.ELEMENTWISE.check(expected, values(outputs));
    }

    @ParameterizedTest
    @EnumSource(
            value = Elementwise.class,
            names = {"TANH", "SOFTPLUS", "ELU", "GELU"})
    default void activate_hugeInput_saturates(Elementwise function) {
        Matrix z = matrix(1, 4, -1000, -20, 20, 1000);
        backend().activate(function, matrix(1, 4, 0, 0, 0, 0), z);
        float least = function == Elementwise.TANH || function == Elementwise.ELU ? -1 : 0;
        float[] expected =
                function == Elementwise.TANH ? new float[] {-1, -1, 1, 1} : new float[] {least, least, 20, 1000};
        assertArrayEquals(expected, values(z), 1e-6f);
    }

    @ParameterizedTest
    @EnumSource(
            value = Elementwise.class,
            names = {"TANH", "ELU"})
    default void activate_inputNearZero_keepsItsRelativePrecision(Elementwise function) {
        float[] inputs = {-1e-3f, -1e-7f, -1e-20f, 1e-20f, 1e-7f, 1e-3f};
        Matrix z = matrix(1, inputs.length, inputs);
        backend().activate(function, matrix(1, inputs.length, new float[inputs.length]), z);
        float[] outputs = values(z);
        for (int i = 0; i < inputs.length; i++) {
            double expected = Reference.apply(function, inputs[i]);
            assertEquals(1, outputs[i] / expected, 3e-7, function + "(" + inputs[i] + ")");
        }
    }

    @Test
    default void gelu_isTheTanhForm_soFarFromTheExactOne() {
        int steps = 10_000;
        float[] inputs = new float[steps + 1];
        for (int i = 0; i <= steps; i++) {
            inputs[i] = 10f * i / steps - 5;
        }
        Matrix z = matrix(1, inputs.length, inputs);
        backend().activate(Elementwise.GELU, matrix(1, inputs.length, new float[inputs.length]), z);
        float[] tanhForm = values(z);
        double farthest = 0;
        for (int i = 0; i <= steps; i++) {
            double exact = 0.5 * inputs[i] * (1 + Erf.erf(inputs[i] / Math.sqrt(2)));
            farthest = Math.max(farthest, Math.abs(tanhForm[i] - exact));
        }
        assertEquals(4.732e-4, farthest, 1e-6);
    }

    @Test
    default void activate_ofRandomViews_inPlaceOrNot_touchesOnlyItsOutputs() {
        RandomViews.check(this, 60, views -> {
            Elementwise function = views.oneOf(Elementwise.values());
            int rows = views.size();
            int columns = views.size();
            View bias = views.apart(1, columns);
            View z = views.apart(rows, columns);
            View a = views.oneIn(2) ? z : views.apart(rows, columns);
            backend().activate(function, bias.matrix(), z.matrix(), a.matrix(), null);
            double[] weighted = new double[rows * columns];
            Arrays.setAll(weighted, i -> z.values()[i] + (double) bias.values()[i % columns]);
            double[] expected = Arrays.stream(weighted)
                    .map(value -> Reference.apply(function, value))
                    .toArray();
            Tolerance.ELEMENTWISE.check(expected, views.values(a));
            if (a != z) {
                Tolerance.ELEMENTWISE.check(weighted, views.values(z));
            }
            views.checkOnlyChanged(a, z);
        });
    }
}
