package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Update rules against their formulas in double precision. */
interface DescendContract extends TestedBackend {
    Rates RATES = new Rates(0.1, 0.9, 0.99, 1e-3, 0.02, 0.03, 0.05);

    @ParameterizedTest
    @EnumSource(Descent.class)
    default void descend_matchesReferenceOverSteps(Descent rule) {
        int n = 1029;
        int weights = 1000;
        float[] w = random(1, n);
        w[7] = 0; // sgn(0) = 0
        double[] expected = toDouble(w);
        double[][] state = new double[2][n];
        Matrix values = matrix(1, n, w);
        Matrix gradient = backend().allocate(1, n);
        Matrix kept = rule.stateRows() == 0 ? null : backend().allocate(rule.stateRows(), n);
        Matrix rates = matrix(1, Rates.SIZE, RATES.pack());
        Batch batch = backend().allocateBatch(examples(new byte[10], 10, 1), 4);
        Matrix x = backend().allocate(4, 1);
        backend().shuffle(batch, 1, 2); // of three mini-batches: the first step is the seventh
        for (int step = 7; step <= 9; step++) {
            float[] g = random(step, n);
            backend().upload(g, gradient);
            backend().gather(batch, x);
            backend().descend(rule, batch.clock(), rates, new ParameterBlock(values, gradient, kept, weights));
            for (int i = 0; i < n; i++) {
                Reference.descend(rule, RATES, expected, state, i, i < weights, g[i], step);
            }
        }
        new Tolerance(2e-6, 2e-6).check(expected, values(values));
    }

    /** So that a diverged run is noticed. */
    @ParameterizedTest
    @EnumSource(Descent.class)
    default void descend_byNotANumber_isNotHidden(Descent rule) {
        Batch batch = firstMiniBatch();
        Matrix values = matrix(1, 2, 0.5f, 0.5f);
        Matrix kept = rule.stateRows() == 0 ? null : backend().allocate(rule.stateRows(), 2);
        Matrix rates = matrix(1, Rates.SIZE, RATES.pack());
        ParameterBlock block = new ParameterBlock(values, matrix(1, 2, Float.NaN, 0), kept, 0);
        IllegalArgumentException fault = assertThrows(
                IllegalArgumentException.class, () -> backend().descend(rule, batch.clock(), rates, block));
        assertEquals("descend: element 0 of 1×2 became NaN", fault.getMessage());
    }

    /** Numbers below the normal ones have a sign too. */
    @Test
    default void descend_lion_takesStepsOfOneLength() {
        Batch batch = firstMiniBatch();
        Matrix values = matrix(1, 4, 0, 0, 0, 0);
        Matrix gradient = matrix(1, 4, 1e-40f, -1e-38f, 7, 0);
        Matrix rates = matrix(1, Rates.SIZE, new Rates(0.5, 0, 0.99, 0, 0, 0, 0).pack());
        ParameterBlock block = new ParameterBlock(values, gradient, backend().allocate(1, 4), 4);
        backend().descend(Descent.LION, batch.clock(), rates, block);
        assertArrayEquals(new float[] {-0.5f, 0.5f, -0.5f, 0}, values(values));
    }

    private Batch firstMiniBatch() {
        Batch batch = backend().allocateBatch(examples(new byte[1], 1, 1), 1);
        backend().shuffle(batch, 1, 0);
        backend().gather(batch, backend().allocate(1, 1));
        return batch;
    }

    @Test
    default void descend_adamsFirstStep_isAsLongAsEta() {
        Batch batch = firstMiniBatch();
        Matrix values = matrix(1, 2, 0, 0);
        Matrix rates = matrix(1, Rates.SIZE, new Rates(0.01, 0.9, 0.999, 0, 0, 0, 0).pack());
        Matrix gradient = matrix(1, 2, 1e-3f, -50);
        backend()
                .descend(
                        Descent.ADAM,
                        batch.clock(),
                        rates,
                        new ParameterBlock(values, gradient, backend().allocate(2, 2), 2));
        new Tolerance(1e-8, 1e-5).check(new double[] {-0.01, 0.01}, values(values));
    }

    private static double[] toDouble(float[] values) {
        double[] result = new double[values.length];
        Arrays.setAll(result, i -> values[i]);
        return result;
    }
}
