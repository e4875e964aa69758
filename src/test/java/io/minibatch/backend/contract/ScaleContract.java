package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.contract.RandomViews.View;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Multiplication by a scalar on the device. */
interface ScaleContract extends TestedBackend {
    @Test
    default void scale_multiplies_andByZeroForgetsWhatWasThere() {
        float[] x = random(1, 1025);
        Matrix target = matrix(1, 1025, x);
        backend().scale(matrix(1, 1, -0.3f), target);
        double[] expected = new double[1025];
        Arrays.setAll(expected, i -> -0.3f * (double) x[i]);
        Tolerance.ELEMENTWISE.check(expected, values(target));
        Matrix broken = matrix(1, 2, Float.NaN, 1);
        backend().scale(matrix(1, 1, 0), broken);
        assertArrayEquals(new float[] {0, 0}, values(broken));
    }

    @Test
    default void scale_ofRandomViews_touchesOnlyTheTarget() {
        RandomViews.check(this, 30, views -> {
            View alpha = views.scalar();
            View x = views.apart(views.size(), views.size());
            backend().scale(alpha.matrix(), x.matrix());
            double[] expected = new double[x.values().length];
            Arrays.setAll(expected, i -> alpha.values()[0] * (double) x.values()[i]);
            Tolerance.ELEMENTWISE.check(expected, views.values(x));
            views.checkOnlyChanged(x);
        });
    }
}
