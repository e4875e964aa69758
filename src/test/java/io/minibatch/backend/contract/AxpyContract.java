package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;

import io.minibatch.backend.Matrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Adding a multiple. */
interface AxpyContract extends TestedBackend {
    @Test
    default void axpy_addsTheMultiple() {
        float[] x = random(1, 1025);
        float[] y = random(2, 1025);
        Matrix target = matrix(1, 1025, y);
        backend().axpy(matrix(1, 1, -0.3f), matrix(1, 1025, x), target);
        double[] expected = new double[1025];
        Arrays.setAll(expected, i -> y[i] + -0.3f * (double) x[i]);
        Tolerance.ELEMENTWISE.check(expected, values(target));
    }
}
