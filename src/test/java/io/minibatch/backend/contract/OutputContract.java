package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.classes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Targets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The output layer of a training step. */
interface OutputContract extends TestedBackend {
    Objective CROSS_ENTROPY = new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);

    @ParameterizedTest
    @MethodSource("io.minibatch.backend.contract.Samples#objectives")
    default void output_isActivationDeltaAndGradientOneAfterTheOther(Objective objective) {
        for (int capacity : new int[] {3, 33, 700}) {
            for (boolean step : new boolean[] {false, true}) {
                outputMatchesItsParts(objective, Desired.LABELS, capacity, step);
            }
        }
        for (Desired desired : Desired.values()) {
            outputMatchesItsParts(objective, desired, 33, true);
        }
    }

    /** The second mini-batch of an epoch, which has one invalid row. */
    private void outputMatchesItsParts(Objective objective, Desired desired, int capacity, boolean step) {
        Batch batch = backend().allocateBatch(backend().upload(desired.of(2 * capacity - 1, classes())), capacity);
        Matrix x = backend().allocate(capacity, 1);
        backend().gather(batch, x);
        backend().gather(batch, x);
        float[] logits = random(1, capacity * classes());
        float[] offsets = random(2, classes());
        Matrix[] z = new Matrix[2];
        Matrix[] delta = new Matrix[2];
        Matrix[] bias = new Matrix[2];
        Matrix[] sums = new Matrix[2];
        for (int i = 0; i < 2; i++) {
            z[i] = matrix(capacity, classes(), logits);
            delta[i] = backend().allocate(capacity, classes());
            bias[i] = matrix(1, classes(), offsets);
            sums[i] = backend().allocate(1, classes());
        }
        Matrix rate = matrix(1, 1, -0.5f);

        backend().output(objective, batch, bias[0], z[0], delta[0], gradient(step, sums[0], rate, bias[0]));

        if (objective.softmax()) {
            backend().softmax(bias[1], z[1]);
        } else {
            backend().activate(objective.function(), bias[1], z[1]);
        }
        backend().outputDelta(batch, objective.targets(), z[1], delta[1]);
        BiasGradient parts = gradient(step, sums[1], rate, bias[1]);
        backend().activationGradient(objective.outputGradient(), z[1], delta[1], parts, null);
        Tolerance.ELEMENTWISE.check(doubles(z[1]), values(z[0]));
        Tolerance.ELEMENTWISE.check(doubles(delta[1]), values(delta[0]));
        Tolerance.sum(capacity).check(doubles(sums[1]), values(sums[0]));
        Tolerance.sum(capacity).check(doubles(bias[1]), values(bias[0]));
        assertEquals(step, !Arrays.equals(offsets, values(bias[0])));
    }

    private static BiasGradient gradient(boolean step, Matrix sums, Matrix rate, Matrix bias) {
        return step ? new BiasGradient(sums, rate, bias) : BiasGradient.of(sums);
    }

    private double[] doubles(Matrix matrix) {
        float[] values = values(matrix);
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }

    @Test
    default void output_notANumber_isMet() {
        Batch batch = backend().allocateBatch(examples(new byte[4], 4, 1), 2);
        Matrix x = backend().allocate(2, 1);
        Matrix bias = backend().allocate(1, classes());
        float[] broken = new float[2 * classes()];
        broken[classes()] = Float.NaN;
        backend().gather(batch, x);
        backend().gather(batch, x);
        backend()
                .output(
                        CROSS_ENTROPY,
                        batch,
                        bias,
                        matrix(2, classes(), broken),
                        backend().allocate(2, classes()),
                        BiasGradient.of(backend().allocate(1, classes())));
        assertEquals(2, backend().firstNonFinite(batch.clock(), bias));
    }
}
