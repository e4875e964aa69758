package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Scalar products. */
interface DotContract extends TestedBackend {
    @Test
    default void dot_matchesReference() {
        float[] x = random(1, 10_001);
        float[] y = random(2, 10_001);
        double expected = 0;
        for (int i = 0; i < x.length; i++) {
            expected += (double) x[i] * y[i];
        }
        assertEquals(expected, backend().dot(matrix(73, 137, x), matrix(73, 137, y)), 1e-9);
    }
}
