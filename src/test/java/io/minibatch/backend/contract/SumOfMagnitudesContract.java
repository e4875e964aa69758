package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Matrix;
import org.junit.jupiter.api.Test;

/** Sums of magnitudes. */
interface SumOfMagnitudesContract extends TestedBackend {
    @Test
    default void sumOfMagnitudes_matchesReference() {
        float[] x = random(1, 10_001);
        double expected = 0;
        for (float value : x) {
            expected += Math.abs(value);
        }
        Matrix block = matrix(73, 137, x);
        assertEquals(expected, backend().sumOfMagnitudes(block), 1e-9);
        assertEquals(Math.abs(x[5]) + (double) Math.abs(x[6]), backend().sumOfMagnitudes(block.view(5, 1, 2)), 1e-12);
    }
}
