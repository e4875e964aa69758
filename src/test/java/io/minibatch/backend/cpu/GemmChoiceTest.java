package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.VectorModule;
import java.util.List;
import org.junit.jupiter.api.Test;

class GemmChoiceTest {
    @Test
    void auto_whereThereIsNoOpenBlas_takesTheVectorApiElseEjmlAndSaysWhy() {
        OpenBlas.Attempt attempt = OpenBlas.load("solaris-sparcv9");
        GemmChoice without = GemmChoice.fastest(attempt, VectorModule.Support.ABSENT);
        assertEquals(
                "EJML; this build has no OpenBLAS for solaris-sparcv9; faster with java --add-modules=jdk.incubator.vector",
                without.reason());
        assertEquals("EJML", without.product().name());
        GemmChoice with = GemmChoice.fastest(attempt, VectorModule.Support.FAST);
        assertTrue(
                with.reason().matches("Java's Vector API \\(\\d+ bits\\), first layers .* zero; this build has no .*"),
                with.reason());
    }

    @Test
    void auto_withoutTheVectorApi_takesOpenBlasAlone() {
        GemmChoice choice = GemmChoice.fastest(OpenBlas.load(), VectorModule.Support.ABSENT);
        assertEquals(
                GemmChoice.of("openblas").product().name(), choice.product().name());
        assertTrue(
                choice.reason().endsWith("; narrow ones would be faster with java --add-modules=jdk.incubator.vector"));
    }

    @Test
    void sparse_asked_skipsZeroPixelsOfAnyDataSet() {
        GemmChoice choice = GemmChoice.of("sparse");
        assertEquals(1, choice.product().sparseUpTo());
        assertTrue(choice.reason().endsWith(", first layers skip zero pixels, as requested"), choice.reason());
        assertEquals(0.25, GemmChoice.of("auto").product().sparseUpTo());
        for (String dense : List.of("vector", "openblas", "ejml")) {
            assertTrue(GemmChoice.of(dense).product().sparseUpTo() < 0, dense);
        }
    }

    @Test
    void sparse_withoutFastVectors_isAnError() {
        for (VectorModule.Support support : List.of(VectorModule.Support.ABSENT, VectorModule.Support.SLOW)) {
            BackendException thrown = assertThrows(BackendException.class, () -> GemmChoice.sparse(support));
            assertTrue(String.valueOf(thrown.getMessage()).startsWith("gemm sparse: "), support.name());
        }
    }

    @Test
    void openBlas_askedForWhereItIsNot_isAnError() {
        OpenBlas.Attempt attempt = OpenBlas.load("solaris-sparcv9");
        BackendException thrown = assertThrows(BackendException.class, () -> GemmChoice.openBlas(attempt));
        assertEquals("gemm openblas: this build has no OpenBLAS for solaris-sparcv9", thrown.getMessage());
    }

    @Test
    void auto_besideNarrowerKernels_saysWhichVectorsOpenBlasHas() {
        int bits = 32 * new VectorProduct().lanes();
        assumeTrue(bits > 128, "no kernels are narrower");
        GemmChoice choice = fastest("Nehalem", VectorModule.Support.FAST);
        assertTrue(
                choice.reason()
                        .matches("Java's Vector API \\(" + bits
                                + " bits\\), the narrowest ones by OpenBLAS [0-9.]+ \\(Nehalem kernels, in \\d+ blocks\\), "
                                + "first layers skip zero pixels where at least 75 % are zero; "
                                + "OpenBLAS's Nehalem kernels have vectors of 128 bits( \\(slowed by .*)?"),
                choice.reason());
    }

    @Test
    void auto_besideKernelsOfUnknownName_computesNarrowProductsAlone() {
        GemmChoice choice = fastest("Itanium", VectorModule.Support.FAST);
        assertTrue(
                choice.reason()
                        .matches(
                                "OpenBLAS [0-9.]+ \\(Itanium kernels, in \\d+ blocks\\), narrow ones by Java's .*bits\\), first .*"),
                choice.reason());
    }

    /** A fused multiply-add without the instruction takes microseconds. */
    @Test
    void auto_whereTheVectorApiIsSlow_leavesItOutAndSaysWhy() {
        String why = "; without Java's Vector API, as the CPU or the JVM has no fused multiply-add (FMA)";
        GemmChoice choice = fastest("Sandybridge", VectorModule.Support.SLOW);
        assertFalse(choice.product().usesVectors());
        assertTrue(choice.reason().endsWith(why), choice.reason());
        GemmChoice without = GemmChoice.fastest(OpenBlas.load("solaris-sparcv9"), VectorModule.Support.SLOW);
        assertEquals("EJML; this build has no OpenBLAS for solaris-sparcv9" + why, without.reason());
    }

    @Test
    void vector_askedForWhereItIsSlow_isAnError() {
        BackendException thrown =
                assertThrows(BackendException.class, () -> GemmChoice.vectors(VectorModule.Support.SLOW));
        assertEquals(
                "gemm vector: Java's Vector API is slow here, as the CPU or the JVM has no fused multiply-add (FMA); "
                        + "choose auto, openblas or ejml",
                thrown.getMessage());
    }

    private static GemmChoice fastest(String kernels, VectorModule.Support vectors) {
        OpenBlasProduct loaded = GemmChoice.openBlas(OpenBlas.load());
        OpenBlasProduct faked = new OpenBlasProduct(loaded.blas(), loaded.version(), new OpenBlasKernels(kernels));
        return GemmChoice.fastest(new OpenBlas.Attempt(faked, null), vectors);
    }
}
