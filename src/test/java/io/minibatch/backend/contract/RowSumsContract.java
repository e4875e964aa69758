package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;

import io.minibatch.backend.Matrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of rows. */
interface RowSumsContract extends TestedBackend {
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 32, 33, 257})
    default void rowSums_matchReference(int columns) {
        int rows = 301;
        float[] x = random(1, rows * columns);
        double[] expected = new double[rows];
        for (int i = 0; i < x.length; i++) {
            expected[i / columns] += x[i];
        }
        Matrix sums = matrix(rows, 1, random(2, rows));
        backend().rowSums(matrix(rows, columns, x), sums);
        Tolerance.sum(columns).check(expected, values(sums));
    }
}
