package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.ProductError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of matrix multiplication in each input precision, for shapes of dense layers, forward and backward. */
class EmulatedPrecisionTest {
    @ParameterizedTest
    @CsvSource({
        "NONE, 128, 784, 100",
        "A, 784, 128, 100",
        "B, 128, 100, 784",
        "NONE, 512, 800, 800",
        "A, 800, 512, 10",
    })
    void gemm_errorIsWithinTheBoundOfItsPrecision(Transpose transpose, int m, int k, int n) {
        for (Precision precision : Precision.values()) {
            double error = error(precision, transpose, m, k, n);
            double limit = ProductError.limit(precision);
            assertTrue(error <= limit, () -> precision + ": relative error " + error + ", more than " + limit);
        }
    }

    /** On the emulated driver only: a card may use a better precision than it is allowed. */
    @ParameterizedTest
    @CsvSource({"NONE, 128, 784, 100", "A, 784, 128, 100", "B, 128, 100, 784"})
    void gemm_errorGrowsAsThePrecisionShrinks(Transpose transpose, int m, int k, int n) {
        EmulatedCuda.assumeEmulated();
        double float32 = error(Precision.FLOAT32, transpose, m, k, n);
        double tf32 = error(Precision.TF32, transpose, m, k, n);
        double bfloat16 = error(Precision.BFLOAT16, transpose, m, k, n);
        assertTrue(tf32 > 100 * float32, () -> tf32 + " in TF32, " + float32 + " in float32");
        assertTrue(bfloat16 > 4 * tf32, () -> bfloat16 + " in bfloat16, " + tf32 + " in TF32");
    }

    private static double error(Precision precision, Transpose transpose, int m, int k, int n) {
        try (CudaBackend backend = EmulatedCuda.open(precision)) {
            return ProductError.of(backend, transpose, m, k, n);
        }
    }
}
