package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Matrix;
import org.junit.jupiter.api.Test;

/** The life of device memory. */
interface MemoryContract extends TestedBackend {
    @Test
    default void close_ofBackend_closesItsMemory() {
        Matrix matrix = backend().allocate(2, 2);
        Matrix view = matrix.view(0, 1, 2);
        backend().close();
        assertTrue(matrix.isClosed());
        assertTrue(view.isClosed());
    }

    @Test
    default void close_ofMatrix_closesItsViewsAndNotTheReverse() {
        Matrix matrix = backend().allocate(2, 2);
        Matrix view = matrix.view(2, 1, 2);
        view.close();
        assertFalse(matrix.isClosed());
        matrix.close();
        assertTrue(view.isClosed());
        assertThrows(IllegalStateException.class, () -> backend().dot(view, view));
    }
}
