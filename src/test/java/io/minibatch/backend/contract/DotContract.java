package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.contract.RandomViews.View;
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

    @Test
    default void dot_ofRandomViewsThatMayOverlap_matchesReference() {
        RandomViews.check(this, 30, views -> {
            int size = views.size() * views.size();
            View x = views.apart(1, size);
            View y = views.oneIn(2) ? views.overlapping(x, size, 1) : views.apart(size, 1);
            double expected = 0;
            for (int i = 0; i < size; i++) {
                expected += (double) x.values()[i] * y.values()[i];
            }
            assertEquals(expected, backend().dot(x.matrix(), y.matrix()), 1e-9);
            views.checkOnlyChanged();
        });
    }
}
