package io.minibatch.backend.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.DeviceMemory;
import org.junit.jupiter.api.Test;

/** A backend that is closed. */
interface ClosedContract extends TestedBackend {
    @Test
    default void everyOperation_ofAClosedBackend_isRefused() {
        Backend closed = anotherBackend();
        EveryOperation every = new EveryOperation(closed);
        closed.close();
        every.operations().forEach((name, operation) -> {
            IllegalStateException refused = assertThrows(IllegalStateException.class, operation::run, name);
            assertEquals("the " + closed.name() + " backend is closed", refused.getMessage(), name);
        });
    }

    @Test
    default void allocation_onAClosedCheckedBackend_isRefused() {
        Backend closed = new CheckedBackend(anotherBackend());
        closed.close();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> closed.allocate(1, 1));
        assertEquals("the " + closed.name() + " backend is closed", refused.getMessage());
    }

    @Test
    default void close_ofMemoryAfterItsBackend_doesNothing() throws Exception {
        Backend closed = anotherBackend();
        EveryOperation every = new EveryOperation(closed);
        closed.close();
        closed.close();
        for (AutoCloseable each : every.memory().values()) {
            assertTrue(((DeviceMemory) each).isClosed());
            each.close();
        }
    }
}
