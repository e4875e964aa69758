package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
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

    @Test
    default void axpy_ofRandomViews_touchesOnlyTheTarget() {
        RandomViews.check(this, 30, views -> {
            int rows = views.size();
            int columns = views.size();
            View alpha = views.scalar();
            View x = views.apart(rows, columns);
            View y = views.apart(rows, columns);
            backend().axpy(alpha.matrix(), x.matrix(), y.matrix());
            double[] expected = new double[rows * columns];
            Arrays.setAll(expected, i -> y.values()[i] + alpha.values()[0] * (double) x.values()[i]);
            Tolerance.ELEMENTWISE.check(expected, views.values(y));
            views.checkOnlyChanged(y);
        });
    }
}
