package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
import org.junit.jupiter.api.Test;

/** Products of elements. */
interface MultiplyContract extends TestedBackend {
    @Test
    default void multiply_multipliesElementByElement_alsoInPlace() {
        float[] x = random(1, 1025);
        float[] y = random(2, 1025);
        float[] expected = new float[1025];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = x[i] * y[i];
        }
        Matrix left = matrix(1, 1025, x);
        Matrix right = matrix(1, 1025, y);
        Matrix apart = backend().allocate(1, 1025);
        backend().multiply(left, right, apart);
        backend().multiply(left, right, right);
        assertArrayEquals(expected, values(apart));
        assertArrayEquals(expected, values(right));
    }
}
