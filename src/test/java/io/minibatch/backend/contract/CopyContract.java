package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.contract.RandomViews.View;
import org.junit.jupiter.api.Test;

/** Copying elements. */
interface CopyContract extends TestedBackend {
    /** Also where both are views at any place, of different shapes. */
    @Test
    default void copy_copiesEveryElementAndNoOther() {
        float[] x = random(1, 2100);
        Matrix source = matrix(3, 700, x);
        Matrix target = backend().allocate(1, 2110);
        backend().copy(source.view(3, 1, 2051), target.view(7, 2051, 1));
        float[] expected = new float[2110];
        System.arraycopy(x, 3, expected, 7, 2051);
        assertArrayEquals(expected, values(target));
    }

    @Test
    default void copy_ofRandomViews_touchesOnlyTheTarget() {
        RandomViews.check(this, 30, views -> {
            int size = views.size();
            View x = views.apart(size, 1);
            View y = views.apart(1, size);
            backend().copy(x.matrix(), y.matrix());
            assertArrayEquals(x.values(), views.values(y));
            views.checkOnlyChanged(y);
        });
    }

    @Test
    default void copy_whenReplayed_takesWhatIsThereThen() {
        Matrix source = matrix(1, 2, 1, 2);
        Matrix target = backend().allocate(1, 2);
        try (Step step = backend().record(() -> backend().copy(source, target))) {
            backend().upload(new float[] {3, 4}, source);
            step.run(1);
        }
        assertArrayEquals(new float[] {3, 4}, values(target));
    }
}
