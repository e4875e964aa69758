package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Step;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout, update rules and the limit of norms, against formulas in double precision. */
abstract class OptimizerContract extends MiniBatchContract {
    private static final float[] RATES = {0.1f, 0.9f, 0.99f, 1e-3f, 0.02f, 0.03f, 0.05f, 0};

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void dropout_dropsAndScalesWhatTheStreamSays_bothWays(Elementwise function) {
        for (int columns : new int[] {1, 31, 32}) {
            int rows = 37;
            double rate = 0.3;
            Batch batch = secondMiniBatchOfEpoch(3, 0x1234_5678_9abc_def0L);
            RandomStream stream = new RandomStream(0x1234_5678_9abc_def0L, Purpose.DROPOUT, 3, 2, 5);
            Dropout dropout = new Dropout(batch, 5, rate);
            float[] z = random(1, rows * columns);
            float[] delta = random(2, rows * columns);
            Matrix inputs = matrix(rows, columns, z);
            Matrix outputs = backend.allocate(rows, columns);
            Matrix errors = matrix(rows, columns, delta);
            Matrix biasGradient = backend.allocate(1, columns);

            backend.activate(function, backend.allocate(1, columns), inputs, outputs, dropout);
            Matrix given = function.derivativeNeedsInput() ? inputs : outputs;
            float[] activations = values(outputs);
            backend.activationGradient(function, given, errors, BiasGradient.of(biasGradient), dropout);

            double[] expected = new double[z.length];
            double[] gradient = new double[z.length];
            double[] sums = new double[columns];
            for (int i = 0; i < z.length; i++) {
                double factor = Reference.dropout(stream, rate, i);
                expected[i] = Reference.apply(function, z[i]) * factor;
                gradient[i] = delta[i] * Reference.derivative(function, z[i]) * factor;
                sums[i % columns] += gradient[i];
            }
            Tolerance.ELEMENTWISE.check(expected, activations);
            Tolerance.ELEMENTWISE.check(gradient, values(errors));
            Tolerance.sum(rows).check(sums, values(biasGradient));
        }
    }

    @Test
    void dropout_isDrawnAnewAtEachReplay() {
        Batch batch = backend.allocateBatch(examples(new byte[64], 64, 1), 8);
        Matrix x = backend.allocate(8, 1);
        Matrix a = backend.allocate(8, 33);
        Matrix ones = matrix(1, 33, filled(33, 1));
        Matrix zero = matrix(1, 1, 0);
        backend.shuffle(batch, 9, 4);
        float[][] masks = new float[2][];
        try (Step step = backend.record(() -> {
            backend.gather(batch, x);
            backend.scale(zero, a);
            backend.activate(Elementwise.IDENTITY, ones, a, a, new Dropout(batch, 1, 0.5));
        })) {
            step.run(1);
            masks[0] = values(a);
            step.run(3);
            masks[1] = values(a);
        }
        for (int k = 0; k < 2; k++) {
            RandomStream stream = new RandomStream(9, Purpose.DROPOUT, 4, k == 0 ? 1 : 4, 1);
            float[] expected = new float[8 * 33];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = (float) Reference.dropout(stream, 0.5, i);
            }
            assertArrayEquals(expected, masks[k]);
        }
    }

    @Test
    void dropout_rateZero_changesNothing() {
        Batch batch = secondMiniBatchOfEpoch(0, 1);
        float[] z = random(1, 33);
        Matrix a = matrix(1, 33, z);
        backend.activate(Elementwise.IDENTITY, backend.allocate(1, 33), a, a, new Dropout(batch, 1, 0));
        assertArrayEquals(z, values(a));
    }

    @ParameterizedTest
    @EnumSource(Descent.class)
    void descend_matchesReferenceOverSteps(Descent rule) {
        int n = 1029;
        int weights = 1000;
        float[] w = random(1, n);
        w[7] = 0; // sgn(0) = 0
        double[] expected = toDouble(w);
        double[][] state = new double[2][n];
        Matrix values = matrix(1, n, w);
        Matrix gradient = backend.allocate(1, n);
        Matrix kept = rule.stateRows() == 0 ? null : backend.allocate(rule.stateRows(), n);
        Matrix rates = matrix(1, Descent.RATES, RATES);
        Batch batch = backend.allocateBatch(examples(new byte[10], 10, 1), 4);
        Matrix x = backend.allocate(4, 1);
        backend.shuffle(batch, 1, 2); // of three mini-batches: the first step is the seventh
        for (int step = 7; step <= 9; step++) {
            float[] g = random(step, n);
            backend.upload(g, gradient);
            backend.gather(batch, x);
            backend.descend(rule, batch, rates, new ParameterBlock(values, gradient, kept, weights));
            for (int i = 0; i < n; i++) {
                Reference.descend(rule, toDouble(RATES), expected, state, i, i < weights, g[i], step);
            }
        }
        new Tolerance(2e-6, 2e-6).check(expected, values(values));
    }

    /** So that a diverged run is noticed. */
    @ParameterizedTest
    @EnumSource(Descent.class)
    void descend_byNotANumber_isNotHidden(Descent rule) {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        backend.shuffle(batch, 1, 0);
        backend.gather(batch, backend.allocate(1, 1));
        Matrix values = matrix(1, 2, 0.5f, 0.5f);
        Matrix kept = rule.stateRows() == 0 ? null : backend.allocate(rule.stateRows(), 2);
        Matrix gradient = matrix(1, 2, Float.NaN, 0);
        Matrix rates = matrix(1, Descent.RATES, RATES);
        ParameterBlock block = new ParameterBlock(values, gradient, kept, 0);
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> backend.descend(rule, batch, rates, block));
        assertEquals("descend: element 0 of 1×2 became NaN", fault.getMessage());
    }

    /** Numbers below the normal ones have a sign too. */
    @Test
    void descend_lion_takesStepsOfOneLength() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        backend.shuffle(batch, 1, 0);
        backend.gather(batch, backend.allocate(1, 1));
        Matrix values = matrix(1, 4, 0, 0, 0, 0);
        Matrix gradient = matrix(1, 4, 1e-40f, -1e-38f, 7, 0);
        Matrix rates = matrix(1, Descent.RATES, 0.5f, 0, 0.99f, 0, 0, 0, 0, 0);
        backend.descend(Descent.LION, batch, rates, new ParameterBlock(values, gradient, backend.allocate(1, 4), 4));
        assertArrayEquals(new float[] {-0.5f, 0.5f, -0.5f, 0}, values(values));
    }

    @Test
    void descend_adamsFirstStep_isAsLongAsEta() {
        Batch batch = backend.allocateBatch(examples(new byte[1], 1, 1), 1);
        backend.shuffle(batch, 1, 0);
        backend.gather(batch, backend.allocate(1, 1));
        Matrix values = matrix(1, 2, 0, 0);
        Matrix rates = matrix(1, Descent.RATES, 0.01f, 0.9f, 0.999f, 0, 0, 0, 0, 0);
        Matrix gradient = matrix(1, 2, 1e-3f, -50);
        backend.descend(Descent.ADAM, batch, rates, new ParameterBlock(values, gradient, backend.allocate(2, 2), 2));
        new Tolerance(1e-8, 1e-5).check(new double[] {-0.01, 0.01}, values(values));
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 256, 257, 700})
    void limitNorms_shortensOnlyColumnsThatAreTooLong(int columns) {
        int rows = 97;
        float[] w = random(1, rows * columns);
        for (int row = 0; row < rows; row++) {
            w[row * columns + 4] = 0;
            w[row * columns + 5] *= 0.1f;
        }
        Matrix target = matrix(rows, columns, w);
        backend.limitNorms(3, target);
        double[] norms = new double[columns];
        for (int i = 0; i < w.length; i++) {
            norms[i % columns] += (double) w[i] * w[i];
        }
        double[] expected = new double[w.length];
        Arrays.setAll(expected, i -> w[i] * Math.min(1, 3 / Math.sqrt(Math.max(1e-30, norms[i % columns]))));
        Tolerance.ELEMENTWISE.check(expected, values(target));
        assertEquals(w[5], values(target)[5]);
    }

    private Batch secondMiniBatchOfEpoch(int epoch, long seed) {
        Batch batch = backend.allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend.allocate(2, 1);
        backend.shuffle(batch, seed, epoch);
        backend.gather(batch, x);
        backend.gather(batch, x);
        return batch;
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] toDouble(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }
}
