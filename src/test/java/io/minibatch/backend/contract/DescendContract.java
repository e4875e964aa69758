package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Update rules against their formulas in double precision. */
interface DescendContract extends TestedBackend {
    float[] RATES = {0.1f, 0.9f, 0.99f, 1e-3f, 0.02f, 0.03f, 0.05f, 0};

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
        Matrix rates = matrix(1, Descent.RATES, RATES);
        Batch batch = backend().allocateBatch(examples(new byte[10], 10, 1), 4);
        Matrix x = backend().allocate(4, 1);
        backend().shuffle(batch, 1, 2); // of three mini-batches: the first step is the seventh
        for (int step = 7; step <= 9; step++) {
            float[] g = random(step, n);
            backend().upload(g, gradient);
            backend().gather(batch, x);
            backend().descend(rule, batch, rates, new ParameterBlock(values, gradient, kept, weights));
            for (int i = 0; i < n; i++) {
                Reference.descend(rule, toDouble(RATES), expected, state, i, i < weights, g[i], step);
            }
        }
        new Tolerance(2e-6, 2e-6).check(expected, values(values));
    }

    @Test
    default void descend_adamsFirstStep_isAsLongAsEta() {
        Batch batch = backend().allocateBatch(examples(new byte[1], 1, 1), 1);
        backend().shuffle(batch, 1, 0);
        backend().gather(batch, backend().allocate(1, 1));
        Matrix values = matrix(1, 2, 0, 0);
        Matrix rates = matrix(1, Descent.RATES, 0.01f, 0.9f, 0.999f, 0, 0, 0, 0, 0);
        Matrix gradient = matrix(1, 2, 1e-3f, -50);
        backend()
                .descend(
                        Descent.ADAM,
                        batch,
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
