package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
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

    @Test
    default void multiply_ofRandomViews_mayWriteOverEitherFactor() {
        RandomViews.check(this, 30, views -> {
            int rows = views.size();
            int columns = views.size();
            View x = views.apart(rows, columns);
            View y = views.oneIn(4) ? x : views.apart(rows, columns);
            View z = views.oneOf(new View[] {x, y, views.apart(rows, columns)});
            backend().multiply(x.matrix(), y.matrix(), z.matrix());
            float[] expected = new float[rows * columns];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = x.values()[i] * y.values()[i];
            }
            assertArrayEquals(expected, views.values(z));
            views.checkOnlyChanged(z);
        });
    }
}
