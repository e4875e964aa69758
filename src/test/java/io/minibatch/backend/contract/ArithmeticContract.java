package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products and element-wise operations against {@link Reference}, at sizes that fit no tile. */
abstract class ArithmeticContract extends BackendFixture {
    /** m, k, n of the products. */
    private static final int[][] SHAPES = {
        {1, 1, 1}, {3, 5, 7}, {31, 33, 1}, {1, 1025, 31}, {10, 784, 30}, {33, 30, 10}, {1024, 31, 33}
    };

    /**
     * Rows and columns of gradients. The CPU's threads share wide ones, in ranges of columns that end with part of a tile;
     * a GPU's blocks share the rows of tall ones.
     */
    private static final int[][] GRADIENT_SHAPES = {
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

    static Stream<Arguments> products() {
        return Stream.of(Transpose.values())
                .flatMap(transpose -> Arrays.stream(SHAPES).map(shape -> Arguments.of(transpose, shape)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("products")
    void gemm_matchesReference(Transpose transpose, int[] mkn) {
        float[] a = random(1, mkn[0] * mkn[1]);
        float[] b = random(2, mkn[1] * mkn[2]);
        float[] c = random(3, mkn[0] * mkn[2]);
        Matrix result = matrix(mkn[0], mkn[2], c);

        backend.gemm(transpose, -0.75f, left(transpose, mkn, a), right(transpose, mkn, b), 0.5f, result);

        double[] expected = Reference.gemm(transpose, mkn, new double[] {-0.75, 0.5}, a, b, c);
        Tolerance.checkNorm(expected, values(result), Tolerance.GEMM_FP32);
    }

    @Test
    void gemm_betaZero_ignoresWhatTheTargetHeld() {
        Matrix target = matrix(1, 1, Float.NaN);
        backend.gemm(Transpose.NONE, 2, matrix(1, 1, 3), matrix(1, 1, 5), 0, target);
        assertArrayEquals(new float[] {30}, values(target));
    }

    @Test
    void gemm_onViews_touchesOnlyTheView() {
        Matrix block = matrix(1, 6, 1, 1, 1, 1, 1, 1);
        backend.gemm(Transpose.NONE, 1, matrix(1, 1, 2), matrix(1, 2, 3, 4), 1, block.view(2, 1, 2));
        assertArrayEquals(new float[] {1, 1, 7, 9, 1, 1}, values(block));
    }

    @Test
    void gemm_scalarsOnTheDevice_areReadAtEachReplay() {
        Matrix scalars = matrix(1, 2, 1, 0);
        Matrix target = matrix(1, 1, 0);
        Matrix two = matrix(1, 1, 2);
        Matrix three = matrix(1, 1, 3);
        try (Step step = backend.record(() -> backend.gemm(Transpose.NONE, scalars, two, three, target))) {
            step.run(1);
            assertArrayEquals(new float[] {6}, values(target));
            backend.upload(new float[] {-1, 0.5f}, scalars);
            step.run(1);
            assertArrayEquals(new float[] {-3}, values(target));
        }
    }

    @Test
    void axpy_addsTheMultiple() {
        float[] x = random(1, 1025);
        float[] y = random(2, 1025);
        Matrix target = matrix(1, 1025, y);
        backend.axpy(matrix(1, 1, -0.3f), matrix(1, 1025, x), target);
        double[] expected = new double[1025];
        Arrays.setAll(expected, i -> y[i] + -0.3f * (double) x[i]);
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @Test
    void dot_matchesReference() {
        float[] x = random(1, 10_001);
        float[] y = random(2, 10_001);
        double expected = 0;
        for (int i = 0; i < x.length; i++) {
            expected += (double) x[i] * y[i];
        }
        assertEquals(expected, backend.dot(matrix(73, 137, x), matrix(73, 137, y)), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activate_matchesReference(Elementwise function) {
        float[] z = random(1, 31 * 33);
        float[] bias = random(2, 33);
        Matrix target = matrix(31, 33, z);
        backend.activate(function, matrix(1, 33, bias), target);
        double[] expected = new double[z.length];
        Arrays.setAll(expected, i -> Reference.apply(function, z[i] + (double) bias[i % 33]));
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @Test
    void activate_sigmoidOfHugeInput_saturates() {
        Matrix z = matrix(1, 4, -3e38f, -200, 200, 3e38f);
        backend.activate(Elementwise.SIGMOID, matrix(1, 4, 0, 0, 0, 0), z);
        assertArrayEquals(new float[] {0, 0, 1, 1}, values(z));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activate_toAnotherMatrix_leavesTheWeightedInput(Elementwise function) {
        float[] z = random(1, 33 * 32);
        float[] bias = random(2, 32);
        Matrix inputs = matrix(33, 32, z);
        Matrix outputs = matrix(33, 32, random(3, 33 * 32));
        backend.activate(function, matrix(1, 32, bias), inputs, outputs, null);
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
    void activate_hugeInput_saturates(Elementwise function) {
        Matrix z = matrix(1, 4, -1000, -20, 20, 1000);
        backend.activate(function, matrix(1, 4, 0, 0, 0, 0), z);
        float least = function == Elementwise.TANH || function == Elementwise.ELU ? -1 : 0;
        float[] expected =
                function == Elementwise.TANH ? new float[] {-1, -1, 1, 1} : new float[] {least, least, 20, 1000};
        assertArrayEquals(expected, values(z), 1e-6f);
    }

    @Test
    void gelu_isTheTanhForm_soFarFromTheExactOne() {
        int steps = 10_000;
        float[] inputs = new float[steps + 1];
        for (int i = 0; i <= steps; i++) {
            inputs[i] = 10f * i / steps - 5;
        }
        Matrix z = matrix(1, inputs.length, inputs);
        backend.activate(Elementwise.GELU, matrix(1, inputs.length, new float[inputs.length]), z);
        float[] tanhForm = values(z);
        double farthest = 0;
        for (int i = 0; i <= steps; i++) {
            double exact = 0.5 * inputs[i] * (1 + Erf.erf(inputs[i] / Math.sqrt(2)));
            farthest = Math.max(farthest, Math.abs(tanhForm[i] - exact));
        }
        assertEquals(4.732e-4, farthest, 1e-6);
    }

    @Test
    void softmax_matchesReference() {
        for (int columns : new int[] {1, 10, 31, 33, 100, 255, 256, 257, 700}) {
            int rows = 33;
            float[] z = random(1, rows * columns);
            float[] bias = random(2, columns);
            Matrix target = matrix(rows, columns, z);
            backend.softmax(matrix(1, columns, bias), target);
            double[] expected = new double[z.length];
            for (int row = 0; row < rows; row++) {
                int start = row * columns;
                double[] logits = new double[columns];
                Arrays.setAll(logits, j -> z[start + j] + (double) bias[j]);
                System.arraycopy(Reference.softmax(logits), 0, expected, start, columns);
            }
            Tolerance.ELEMENTWISE.check(expected, values(target));
        }
    }

    @Test
    void softmax_hugeLogits_neitherOverflowsNorDividesByZero() {
        Matrix z = matrix(2, 3, 3e38f, 0, -3e38f, -1000, -1000, -1001);
        backend.softmax(matrix(1, 3, 0, 0, 0), z);
        double less = Math.exp(-1) / (2 + Math.exp(-1));
        double[] expected = {1, 0, 0, (1 - less) / 2, (1 - less) / 2, less};
        Tolerance.ELEMENTWISE.check(expected, values(z));
    }

    /** Where a function is computed by its series, and where an exponential vanishes beside 1. */
    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activate_andItsGradient_nearZeroAndFarFromIt_matchReference(Elementwise function) {
        float[] inputs = {-90, -30, -12, -8, -5, -5e-3f, -1e-4f, 1e-4f, 5e-3f, 5, 12, 30, 90};
        double[] expected = new double[inputs.length];
        Matrix z = matrix(1, inputs.length, inputs);
        Matrix a = backend.allocate(1, inputs.length);
        backend.activate(function, matrix(1, inputs.length, new float[inputs.length]), z, a, null);
        Arrays.setAll(expected, i -> Reference.apply(function, inputs[i]));
        Tolerance.ELEMENTWISE.check(expected, values(a));
        float[] delta = new float[inputs.length];
        Arrays.fill(delta, 1);
        Matrix target = matrix(1, inputs.length, delta);
        BiasGradient sums = BiasGradient.of(backend.allocate(1, inputs.length));
        backend.activationGradient(function, function.derivativeNeedsInput() ? z : a, target, sums, null);
        Arrays.setAll(expected, i -> Reference.derivative(function, inputs[i]));
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void activationGradient_matchesReference(Elementwise function) {
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
            backend.activationGradient(function, matrix(rows, columns, given), target, sumsOfRows, null);
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
    void activationGradient_withAStep_movesTheBiasesByTheirGradient() {
        for (int[] shape : GRADIENT_SHAPES) {
            int columns = shape[1];
            float[] delta = random(1, shape[0] * columns);
            float[] before = random(2, columns);
            Matrix bias = matrix(1, columns, before);
            Matrix sums = backend.allocate(1, columns);
            Matrix errors = matrix(shape[0], columns, delta);
            BiasGradient step = new BiasGradient(sums, matrix(1, 1, -0.25f), bias);
            backend.activationGradient(Elementwise.IDENTITY, backend.allocate(shape[0], columns), errors, step, null);
            float[] gradient = values(sums);
            double[] expected = new double[columns];
            Arrays.setAll(expected, j -> before[j] - 0.25 * gradient[j]);
            Tolerance.ELEMENTWISE.check(expected, values(bias));
        }
    }

    @Test
    void multiply_multipliesElementByElement_alsoInPlace() {
        float[] x = random(1, 1025);
        float[] y = random(2, 1025);
        float[] expected = new float[1025];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = x[i] * y[i];
        }
        Matrix left = matrix(1, 1025, x);
        Matrix right = matrix(1, 1025, y);
        Matrix apart = backend.allocate(1, 1025);
        backend.multiply(left, right, apart);
        backend.multiply(left, right, right);
        assertArrayEquals(expected, values(apart));
        assertArrayEquals(expected, values(right));
    }

    @Test
    void scale_multiplies_andByZeroForgetsWhatWasThere() {
        float[] x = random(1, 1025);
        Matrix target = matrix(1, 1025, x);
        backend.scale(matrix(1, 1, -0.3f), target);
        double[] expected = new double[1025];
        Arrays.setAll(expected, i -> -0.3f * (double) x[i]);
        Tolerance.ELEMENTWISE.check(expected, values(target));
        Matrix broken = matrix(1, 2, Float.NaN, 1);
        backend.scale(matrix(1, 1, 0), broken);
        assertArrayEquals(new float[] {0, 0}, values(broken));
    }

    private Matrix left(Transpose transpose, int[] mkn, float[] a) {
        return transpose == Transpose.A ? matrix(mkn[1], mkn[0], a) : matrix(mkn[0], mkn[1], a);
    }

    private Matrix right(Transpose transpose, int[] mkn, float[] b) {
        return transpose == Transpose.B ? matrix(mkn[2], mkn[1], b) : matrix(mkn[1], mkn[2], b);
    }
}
