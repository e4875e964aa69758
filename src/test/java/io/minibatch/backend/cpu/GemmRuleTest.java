package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Transpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of layers by kernels of faked names. */
class GemmRuleTest {
    private static final int AVX_512 = 16;
    private static final int AVX_2 = 8;

    /**
     * Rows × depth × columns of the first layer of 784-100-10 with mini-batches of 10, of its output layer, of
     * 784-800-800-10.
     */
    @ParameterizedTest(name = "{0} {1} {2}×{3}×{4}")
    @CsvSource({
        "Haswell,    NONE, 10, 784, 100, true",
        "Haswell,    A,    784, 10, 100, true",
        "Haswell,    NONE, 10, 100, 10, false",
        "Haswell,    B,    10, 10, 100, false",
        "Haswell,    NONE, 2048, 800, 800, true",
        "Haswell,    B,    2048, 800, 800, true",
        "Zen,        A,    784, 2048, 800, true",
        "sandybridge, NONE, 1, 784, 30, true",
        "Nehalem,    B,    128, 10, 100, true",
        "Nehalem,    B,    2, 10, 800, false",
        "NEOVERSEN1, A,    784, 10, 100, true",
        "Cooperlake, NONE, 10, 784, 30, true",
        "Cooperlake, NONE, 10, 784, 100, false",
        "Cooperlake, NONE, 5, 784, 800, true",
        "Cooperlake, NONE, 6, 784, 800, false",
        "Cooperlake, A,    784, 10, 30, false",
        "Cooperlake, B,    100, 10, 30, true",
        "Cooperlake, B,    100, 10, 100, false",
        "Cooperlake, NONE, 1, 30, 10, true",
        "Cooperlake, NONE, 10, 30, 10, false",
        "Itanium,    NONE, 10, 784, 30, true",
        "Itanium,    NONE, 10, 784, 100, false",
        "Itanium,    A,    784, 10, 30, false"
    })
    void isOurs_besideVectorsOf512Bits(
            String kernels, Transpose transpose, int rows, int depth, int columns, boolean ours) {
        assertEquals(ours, rule(AVX_512, kernels).isOurs(transpose, rows, depth, columns));
    }

    @ParameterizedTest(name = "{0} {1} {2}×{3}×{4}")
    @CsvSource({
        "Haswell,    NONE, 1024, 784, 30, true",
        "Zen,        NONE, 10, 784, 800, true",
        "Haswell,    NONE, 100, 784, 800, false",
        "Haswell,    A,    784, 100, 30, true",
        "Haswell,    A,    784, 10, 800, false",
        "Haswell,    B,    10, 10, 30, true",
        "Haswell,    B,    100, 10, 30, false",
        "Nehalem,    NONE, 2048, 784, 800, true",
        "SkylakeX,   NONE, 10, 784, 30, false",
        "SkylakeX,   NONE, 10, 30, 10, true",
        "SkylakeX,   B,    10, 800, 800, false"
    })
    void isOurs_besideVectorsOf256Bits(
            String kernels, Transpose transpose, int rows, int depth, int columns, boolean ours) {
        assertEquals(ours, rule(AVX_2, kernels).isOurs(transpose, rows, depth, columns));
    }

    /** OpenBLAS was not measured on a CPU whose widest vectors have 128 bits. */
    @Test
    void isOurs_besideVectorsOf128Bits_isForNarrowForwardProducts() {
        assertEquals(true, rule(4, "VORTEX").isOurs(Transpose.NONE, 10, 784, 8));
        assertEquals(false, rule(4, "VORTEX").isOurs(Transpose.NONE, 10, 784, 30));
        assertEquals(false, rule(4, "VORTEX").isOurs(Transpose.A, 784, 10, 8));
    }

    private static GemmRule rule(int lanes, String kernels) {
        return new GemmRule(lanes, new OpenBlasKernels(kernels));
    }
}
