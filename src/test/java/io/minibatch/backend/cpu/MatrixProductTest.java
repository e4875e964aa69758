package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.Reference;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each library at shapes that are cut into one block or many, of rows, of columns, of both, and never evenly. */
class MatrixProductTest {
    /** m, k, n; from the seventh on OpenBLAS cuts: one row block and many columns, the reverse, and grids; the last one into large blocks. */
    private static final int[][] SHAPES = {
        {67, 67, 67},
        {10, 784, 30},
        {23, 4099, 33},
        {301, 130, 30},
        {4, 9, 16},
        {6, 9, 47},
        {1, 4099, 1031},
        {1031, 4099, 1},
        {7, 1021, 1301},
        {783, 129, 101},
        {311, 257, 509},
        {701, 300, 401}
    };

    private static final int FRAME = 5;

    static Stream<Arguments> products() {
        return Stream.of("ejml", "openblas", "vector", "auto")
                .flatMap(library -> Stream.of(Transpose.values())
                        .flatMap(transpose ->
                                Arrays.stream(SHAPES).map(shape -> Arguments.of(library, transpose, shape))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("products")
    void gemm_anyNumberOfThreads_isRightAndTheSameBits(String library, Transpose transpose, int[] mkn) {
        float[] alone = product(library, 1, transpose, mkn);
        double[] alphaBeta = {0.7f, 0.3f};
        double[] expected = Reference.gemm(
                transpose,
                mkn,
                alphaBeta,
                random(1, mkn[0] * mkn[1]),
                random(2, mkn[1] * mkn[2]),
                random(3, mkn[0] * mkn[2]));
        Tolerance.checkNorm(expected, alone, Tolerance.GEMM_FP32);
        for (int threads : new int[] {2, 3, 8}) {
            assertArrayEquals(alone, product(library, threads, transpose, mkn), threads + " threads");
        }
    }

    /** All operands are windows into larger matrices, whose other elements must neither be read nor written. */
    private static float[] product(String library, int threads, Transpose transpose, int[] mkn) {
        try (CpuBackend backend = new CpuBackend(threads, GemmChoice.of(library).product())) {
            int m = mkn[0];
            int k = mkn[1];
            int n = mkn[2];
            Matrix a = transpose == Transpose.A ? window(backend, k, m, 1) : window(backend, m, k, 1);
            Matrix b = transpose == Transpose.B ? window(backend, n, k, 2) : window(backend, k, n, 2);
            float[] before = framed(random(3, m * n));
            Matrix block = backend.allocate(1, before.length);
            backend.upload(before, block);
            backend.gemm(transpose, 0.7f, a, b, 0.3f, block.view(FRAME, m, n));
            float[] after = new float[before.length];
            backend.download(block, after);
            for (int i = 0; i < FRAME; i++) {
                assertTrue(Float.isNaN(after[i]) && Float.isNaN(after[after.length - 1 - i]), "outside of the window");
            }
            return Arrays.copyOfRange(after, FRAME, FRAME + m * n);
        }
    }

    private static Matrix window(CpuBackend backend, int rows, int columns, int step) {
        float[] values = framed(random(step, rows * columns));
        Matrix block = backend.allocate(1, values.length);
        backend.upload(values, block);
        return block.view(FRAME, rows, columns);
    }

    private static float[] framed(float[] values) {
        float[] framed = new float[values.length + 2 * FRAME];
        Arrays.fill(framed, Float.NaN);
        System.arraycopy(values, 0, framed, FRAME, values.length);
        return framed;
    }

    private static float[] random(int step, int size) {
        float[] values = new float[size];
        new RandomStream(5, Purpose.WEIGHTS, 0, step).gaussian(values);
        return values;
    }

    /** Left alone, OpenBLAS takes every core for each product. */
    @Test
    void openBlas_computesOnTheThreadThatCalls() {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (CpuBackend backend = new CpuBackend(1, GemmChoice.of("openblas").product())) {
            Matrix a = backend.allocate(700, 700);
            Matrix c = backend.allocate(700, 700);
            try (Step step = backend.record(() -> backend.gemm(Transpose.NONE, 1, a, a, 0, c))) {
                step.run(10);
                long ofProcess = process.getProcessCpuTime();
                long ofThread = threads.getCurrentThreadCpuTime();
                step.run(100);
                ofThread = threads.getCurrentThreadCpuTime() - ofThread;
                ofProcess = process.getProcessCpuTime() - ofProcess;
                assertTrue(
                        ofProcess < 1.5 * ofThread, ofProcess + " ns of the process, " + ofThread + " of the thread");
            }
        }
    }

    @Test
    void auto_whereThereIsNoOpenBlas_takesTheVectorApiElseEjmlAndSaysWhy() {
        OpenBlas.Attempt attempt = OpenBlas.load("solaris-sparcv9");
        GemmChoice without = GemmChoice.fastest(attempt, false);
        assertEquals(
                "EJML; this build has no OpenBLAS for solaris-sparcv9; faster with java --add-modules=jdk.incubator.vector",
                without.reason());
        assertEquals("EJML", without.product().name());
        GemmChoice with = GemmChoice.fastest(attempt, true);
        assertTrue(with.reason().matches("Java's Vector API \\(\\d+ bits\\); this build has no .*"), with.reason());
    }

    @Test
    void auto_withoutTheVectorApi_takesOpenBlasAlone() {
        GemmChoice choice = GemmChoice.fastest(OpenBlas.load(), false);
        assertEquals(
                GemmChoice.of("openblas").product().name(), choice.product().name());
        assertTrue(
                choice.reason().endsWith("; narrow ones would be faster with java --add-modules=jdk.incubator.vector"));
    }

    @Test
    void openBlas_askedForWhereItIsNot_isAnError() {
        OpenBlas.Attempt attempt = OpenBlas.load("solaris-sparcv9");
        BackendException thrown = assertThrows(BackendException.class, () -> GemmChoice.openBlas(attempt));
        assertEquals("--gemm openblas: this build has no OpenBLAS for solaris-sparcv9", thrown.getMessage());
    }

    @Test
    void platform_isNamedAsJavaCppNamesIt() {
        assertEquals("linux-x86_64", OpenBlas.platform("Linux", "amd64"));
        assertEquals("linux-arm64", OpenBlas.platform("Linux", "aarch64"));
        assertEquals("freebsd-x86_64", OpenBlas.platform("FreeBSD", "amd64"));
        assertEquals("windows-x86_64", OpenBlas.platform("Windows 11", "amd64"));
        assertEquals("macosx-arm64", OpenBlas.platform("Mac OS X", "aarch64"));
        assertEquals("macosx-x86_64", OpenBlas.platform("Mac OS X", "x86_64"));
    }
}
