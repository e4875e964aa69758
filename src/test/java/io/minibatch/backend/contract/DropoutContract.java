package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dropped neurons, forwards and backwards. */
interface DropoutContract extends TestedBackend {
    @ParameterizedTest
    @EnumSource(Elementwise.class)
    default void dropout_dropsAndScalesWhatTheStreamSays_bothWays(Elementwise function) {
        for (int columns : new int[] {1, 31, 32}) {
            int rows = 37;
            double rate = 0.3;
            Batch batch = secondMiniBatchOfEpoch(3, 0x1234_5678_9abc_def0L);
            RandomStream stream = new RandomStream(0x1234_5678_9abc_def0L, Purpose.DROPOUT, 3, 2, 5);
            Dropout dropout = new Dropout(batch, 5, rate);
            float[] z = random(1, rows * columns);
            float[] delta = random(2, rows * columns);
            Matrix inputs = matrix(rows, columns, z);
            Matrix outputs = backend().allocate(rows, columns);
            Matrix errors = matrix(rows, columns, delta);
            Matrix biasGradient = backend().allocate(1, columns);

            backend().activate(function, backend().allocate(1, columns), inputs, outputs, dropout);
            Matrix given = function.derivativeNeedsInput() ? inputs : outputs;
            float[] activations = values(outputs);
            backend().activationGradient(function, given, errors, BiasGradient.of(biasGradient), dropout);

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
    default void dropout_isDrawnAnewAtEachReplay() {
        Batch batch = backend().allocateBatch(examples(new byte[64], 64, 1), 8);
        Matrix x = backend().allocate(8, 1);
        Matrix a = backend().allocate(8, 33);
        Matrix ones = matrix(1, 33, filled(33, 1));
        Matrix zero = matrix(1, 1, 0);
        backend().shuffle(batch, 9, 4);
        float[][] masks = new float[2][];
        try (Step step = backend().record(() -> {
            backend().gather(batch, x);
            backend().scale(zero, a);
            backend().activate(Elementwise.IDENTITY, ones, a, a, new Dropout(batch, 1, 0.5));
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
    default void dropout_rateZero_changesNothing() {
        Batch batch = secondMiniBatchOfEpoch(0, 1);
        float[] z = random(1, 33);
        Matrix a = matrix(1, 33, z);
        backend().activate(Elementwise.IDENTITY, backend().allocate(1, 33), a, a, new Dropout(batch, 1, 0));
        assertArrayEquals(z, values(a));
    }

    private Batch secondMiniBatchOfEpoch(int epoch, long seed) {
        Batch batch = backend().allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend().allocate(2, 1);
        backend().shuffle(batch, seed, epoch);
        backend().gather(batch, x);
        backend().gather(batch, x);
        return batch;
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }
}
