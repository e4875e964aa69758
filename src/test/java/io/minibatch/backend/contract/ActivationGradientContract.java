package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;

import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors times derivatives, and the gradient of the biases. */
interface ActivationGradientContract extends TestedBackend {
    /**
     * Rows and columns of gradients. The CPU's threads share wide ones, in ranges of columns that end with part of a
     * tile; a GPU's blocks share the rows of tall ones.
     */
    int[][] GRADIENT_SHAPES = {
        {1, 31},
        {33, 31},
        {300, 31},
        {33, 255},
        {33, 256},
        {33, 257},
        {94, 700},
        {43, 1543},
        {515, 12},
        {1025, 1},
        {1537, 10},
        {1537, 20}
    };

    /** Inputs at which a function is computed by its series, and at which an exponential vanishes beside 1. */
    @ParameterizedTest
    @EnumSource(Elementwise.class)
    default void activationGradient_nearZeroAndFarFromIt_matchesReference(Elementwise function) {
        float[] inputs = {-90, -30, -12, -8, -5, -5e-3f, -1e-4f, 1e-4f, 5e-3f, 5, 12, 30, 90};
        double[] expected = new double[inputs.length];
        Matrix z = matrix(1, inputs.length, inputs);
        Matrix a = backend().allocate(1, inputs.length);
        backend().activate(function, backend().allocate(1, inputs.length), z, a, null);
        Arrays.setAll(expected, i -> Reference.apply(function, inputs[i]));
        Tolerance.ELEMENTWISE.check(expected, values(a));
        float[] ones = new float[inputs.length];
        Arrays.fill(ones, 1);
        Matrix delta = matrix(1, inputs.length, ones);
        BiasGradient sums = BiasGradient.of(backend().allocate(1, inputs.length));
        backend().activationGradient(function, function.derivativeNeedsInput() ? z : a, delta, sums, null);
        Arrays.setAll(expected, i -> Reference.derivative(function, inputs[i]));
        Tolerance.ELEMENTWISE.check(expected, values(delta));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    default void activationGradient_matchesReference(Elementwise function) {
        for (int[] shape : GRADIENT_SHAPES) {
            int rows = shape[0];
            int columns = shape[1];
            float[] z = random(1, rows * columns);
            float[] given = new float[z.length];
            for (int i = 0; i < z.length; i++) {
                given[i] = function.derivativeNeedsInput() ? z[i] : (float) Reference.apply(function, z[i]);
            }
            float[] delta = random(2, rows * columns);
            Matrix target = matrix(rows, columns, delta);
            Matrix biasGradient = matrix(1, columns, random(3, columns));
            BiasGradient sumsOfRows = BiasGradient.of(biasGradient);
            backend().activationGradient(function, matrix(rows, columns, given), target, sumsOfRows, null);
            double[] expected = new double[delta.length];
            double[] sums = new double[columns];
            for (int i = 0; i < delta.length; i++) {
                expected[i] = delta[i] * Reference.derivative(function, z[i]);
                sums[i % columns] += expected[i];
            }
            Tolerance.ELEMENTWISE.check(expected, values(target));
            Tolerance.sum(rows).check(sums, values(biasGradient));
        }
    }

    @Test
    default void activationGradient_withAStep_movesTheBiasesByTheirGradient() {
        for (int[] shape : GRADIENT_SHAPES) {
            int columns = shape[1];
            float[] delta = random(1, shape[0] * columns);
            float[] before = random(2, columns);
            Matrix bias = matrix(1, columns, before);
            Matrix sums = backend().allocate(1, columns);
            Matrix errors = matrix(shape[0], columns, delta);
            BiasGradient step = new BiasGradient(sums, matrix(1, 1, -0.25f), bias);
            backend()
                    .activationGradient(
                            Elementwise.IDENTITY, backend().allocate(shape[0], columns), errors, step, null);
            float[] gradient = values(sums);
            double[] expected = new double[columns];
            Arrays.setAll(expected, j -> before[j] - 0.25 * gradient[j]);
            Tolerance.ELEMENTWISE.check(expected, values(bias));
        }
    }

    @Test
    default void activationGradient_ofRandomViews_touchesOnlyErrorsSumsAndBiases() {
        RandomViews.check(this, 60, views -> {
            Elementwise function = views.oneOf(Elementwise.values());
            int rows = views.size();
            int columns = views.size();
            View z = views.apart(rows, columns);
            float[] given = new float[rows * columns];
            for (int i = 0; i < given.length; i++) {
                given[i] = function.derivativeNeedsInput()
                        ? z.values()[i]
                        : (float) Reference.apply(function, z.values()[i]);
            }
            View values = views.with(z, given);
            View delta = views.apart(rows, columns);
            View sums = views.apart(1, columns);
            View rate = views.scalar();
            View bias = views.apart(1, columns);
            BiasGradient step = new BiasGradient(sums.matrix(), rate.matrix(), bias.matrix());
            backend().activationGradient(function, values.matrix(), delta.matrix(), step, null);
            double[] expected = new double[given.length];
            double[] gradient = new double[columns];
            for (int i = 0; i < given.length; i++) {
                expected[i] = delta.values()[i] * Reference.derivative(function, z.values()[i]);
                gradient[i % columns] += expected[i];
            }
            double[] moved = new double[columns];
            Arrays.setAll(moved, j -> bias.values()[j] + rate.values()[0] * gradient[j]);
            Tolerance.ELEMENTWISE.check(expected, views.values(delta));
            Tolerance.sum(rows).check(gradient, views.values(sums));
            Tolerance.sum(4 * rows).check(moved, views.values(bias));
            views.checkOnlyChanged(delta, sums, bias);
        });
    }
}
