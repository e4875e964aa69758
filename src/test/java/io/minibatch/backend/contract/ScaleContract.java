package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
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
}
