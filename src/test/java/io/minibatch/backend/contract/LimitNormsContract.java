package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static io.minibatch.backend.contract.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Matrix;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of the length of incoming weights. */
interface LimitNormsContract extends TestedBackend {
    @ParameterizedTest
    @ValueSource(ints = {33, 256, 257, 700})
    default void limitNorms_shortensOnlyColumnsThatAreTooLong(int columns) {
        int rows = 97;
        float[] w = random(1, rows * columns);
        for (int row = 0; row < rows; row++) {
            w[row * columns + 4] = 0;
            w[row * columns + 5] *= 0.1f;
        }
        Matrix target = matrix(rows, columns, w);
        backend().limitNorms(3, target);
        double[] norms = new double[columns];
        for (int i = 0; i < w.length; i++) {
            norms[i % columns] += (double) w[i] * w[i];
        }
        double[] expected = new double[w.length];
        Arrays.setAll(expected, i -> w[i] * Math.min(1, 3 / Math.sqrt(Math.max(1e-30, norms[i % columns]))));
        Tolerance.ELEMENTWISE.check(expected, values(target));
        assertEquals(w[5], values(target)[5]);
    }
}
