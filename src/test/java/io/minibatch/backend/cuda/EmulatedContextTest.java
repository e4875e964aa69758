package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The primary context outlives a backend on a card, where the tests retain it, and nowhere else. */
class EmulatedContextTest {
    @Test
    void close_releasesTheContext_exceptOnACard() {
        EmulatedCuda.open().close();
        assertEquals(EmulatedCuda.onCard(), EmulatedCuda.contextIsRetained());
    }
}
