package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OpenBlasKernelsTest {
    private static final String ADVICE = " (slowed by OPENBLAS_CORETYPE=Haswell, unset it)";

    @Test
    void forcedKernels_ofNarrowerVectorsThanTheProcessorHas_areNamed() {
        OpenBlasKernels haswell = new OpenBlasKernels("Haswell");
        assertEquals(ADVICE, haswell.advice(512, "Haswell"));
        assertEquals("", haswell.advice(256, "Haswell"));
        assertEquals("", haswell.advice(0, "Haswell"), "of a processor that is unknown");
        assertEquals("", haswell.advice(512, null), "chosen by OpenBLAS itself");
        assertEquals("", new OpenBlasKernels("Itanium").advice(512, "Itanium"));
    }
}
