package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Matrix;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors of matrix multiplication in each input precision, ‖C − R‖F / ‖R‖F, where R is computed in double precision
 * from the same float32 factors. The shapes are those of dense layers, forward and backward.
 */
class EmulatedPrecisionTest {
    /** Factors of a product as they are stored; the operation transposes one of them. */
    private record Factors(Transpose transpose, int aRows, int aColumns, int bRows, int bColumns) {
        int rows() {
            return transpose == Transpose.A ? aColumns : aRows;
        }

        int columns() {
            return transpose == Transpose.B ? bRows : bColumns;
        }

        int depth() {
            return transpose == Transpose.A ? aRows : aColumns;
        }

        float[] a() {
            return random(aRows * aColumns, 1);
        }

        float[] b() {
            return random(bRows * bColumns, 2);
        }

        private static float[] random(int size, long seed) {
            Random random = new Random(seed);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 128, 784, 784, 100",
        "A, 128, 784, 128, 100",
        "B, 128, 100, 784, 100",
        "NONE, 512, 800, 800, 800",
        "A, 512, 800, 512, 10",
    })
    void gemm_errorIsWithinTheBoundOfItsPrecision(
            Transpose transpose, int aRows, int aColumns, int bRows, int bColumns) {
        Factors factors = new Factors(transpose, aRows, aColumns, bRows, bColumns);
        double[] reference = reference(factors);
        assertWithin(1e-5, error(Precision.FLOAT32, factors, reference), Precision.FLOAT32);
        assertWithin(1e-3, error(Precision.TF32, factors, reference), Precision.TF32);
        assertWithin(1e-2, error(Precision.BFLOAT16, factors, reference), Precision.BFLOAT16);
    }

    /** On the emulated driver only: a card may use a better precision than it is allowed. */
    @ParameterizedTest
    @CsvSource({"NONE, 128, 784, 784, 100", "A, 128, 784, 128, 100", "B, 128, 100, 784, 100"})
    void gemm_errorGrowsAsThePrecisionShrinks(Transpose transpose, int aRows, int aColumns, int bRows, int bColumns) {
        EmulatedCuda.assumeEmulated();
        Factors factors = new Factors(transpose, aRows, aColumns, bRows, bColumns);
        double[] reference = reference(factors);
        double float32 = error(Precision.FLOAT32, factors, reference);
        double tf32 = error(Precision.TF32, factors, reference);
        double bfloat16 = error(Precision.BFLOAT16, factors, reference);
        assertTrue(tf32 > 100 * float32, () -> tf32 + " in TF32, " + float32 + " in float32");
        assertTrue(bfloat16 > 4 * tf32, () -> bfloat16 + " in bfloat16, " + tf32 + " in TF32");
    }

    private static void assertWithin(double bound, double error, Precision precision) {
        assertTrue(error <= bound, () -> precision + ": relative error " + error + ", more than " + bound);
    }

    private static double error(Precision precision, Factors factors, double[] reference) {
        float[] product = new float[reference.length];
        try (CudaBackend backend = EmulatedCuda.open(precision)) {
            Matrix a = backend.allocate(factors.aRows(), factors.aColumns());
            Matrix b = backend.allocate(factors.bRows(), factors.bColumns());
            Matrix c = backend.allocate(factors.rows(), factors.columns());
            backend.upload(factors.a(), a);
            backend.upload(factors.b(), b);
            backend.gemm(factors.transpose(), 1, a, b, 0, c);
            backend.download(c, product);
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < reference.length; i++) {
            difference += (product[i] - reference[i]) * (product[i] - reference[i]);
            norm += reference[i] * reference[i];
        }
        return Math.sqrt(difference / norm);
    }

    private static double[] reference(Factors factors) {
        float[] a = factors.a();
        float[] b = factors.b();
        int columns = factors.columns();
        int depth = factors.depth();
        double[] product = new double[factors.rows() * columns];
        for (int i = 0; i < factors.rows(); i++) {
            for (int l = 0; l < depth; l++) {
                double left = factors.transpose() == Transpose.A ? a[l * factors.aColumns() + i] : a[i * depth + l];
                for (int j = 0; j < columns; j++) {
                    double right = factors.transpose() == Transpose.B ? b[j * depth + l] : b[l * columns + j];
                    product[i * columns + j] += left * right;
                }
            }
        }
        return product;
    }
}
