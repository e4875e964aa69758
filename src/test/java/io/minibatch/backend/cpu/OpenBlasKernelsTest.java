package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OpenBlasKernelsTest {
    @Test
    void forcedKernels_ofNarrowerVectorsThanTheProcessorHas_areSlowed() {
        OpenBlasKernels haswell = new OpenBlasKernels("Haswell");
        assertTrue(haswell.areSlowed(512, "Haswell"));
        assertFalse(haswell.areSlowed(256, "Haswell"));
        assertFalse(haswell.areSlowed(0, "Haswell"), "of a processor that is unknown");
        assertFalse(haswell.areSlowed(512, null), "chosen by OpenBLAS itself");
        assertFalse(new OpenBlasKernels("Itanium").areSlowed(512, "Itanium"));
    }
}
