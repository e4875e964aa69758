package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each library at shapes that are cut into one block or many, of rows, of columns, of depth, and never evenly. */
class MatrixProductTest {
    /** OpenBLAS with small blocks and without, whatever kernels this machine has: the cuts are legal with any. */
    private static final List<String> LIBRARIES = List.of(
            "ejml",
            "vector",
            "openblas, small blocks",
            "openblas, large blocks",
            "auto, small blocks",
            "auto, large blocks");

    /**
     * m, k, n; small blocks cut from the third on, large ones from the seventh: one row block and many columns, the
     * reverse, and grids.
     */
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

    /**
     * Depths of gradients, at and beyond the ends of chunks; with these rows, which are no multiple of four, small
     * blocks end too.
     */
    private static final int[] MINI_BATCHES = {100, 128, 129, 300, 1024};

    private static final int[] COLUMNS = {10, 30, 64, 65, 100, 130};
    private static final int ROWS = 331;

    /** A gradient of more multiplications than other products in small blocks have. */
    private static final int[] LARGE_GRADIENT = {783, 129, 701};

    /** With beta 0, c is full of NaN. */
    private static final float[][] ALPHA_BETA = {{0.7f, 0.3f}, {1, 0}, {-0.3f, 1}};

    private static final int FRAME = 5;
    private static final float[] RANDOM = random(4_300_000);

    /** Sums by the reference, which takes longer than all libraries. */
    private static final Map<String, double[]> SUMS = new HashMap<>();

    static Stream<Arguments> products() {
        return LIBRARIES.stream()
                .flatMap(library -> Stream.of(Transpose.values())
                        .flatMap(transpose ->
                                Arrays.stream(SHAPES).map(shape -> Arguments.of(library, transpose, shape))));
    }

    static Stream<Arguments> gradients() {
        Stream<int[]> shapes = Arrays.stream(MINI_BATCHES)
                .boxed()
                .flatMap(depth -> Arrays.stream(COLUMNS).mapToObj(columns -> new int[] {ROWS, depth, columns}));
        return Stream.concat(shapes, Stream.of(LARGE_GRADIENT))
                .flatMap(shape -> LIBRARIES.stream().map(library -> Arguments.of(library, Transpose.A, shape)));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource({"products", "gradients"})
    void gemm_wholeOrInPieces_isRightAndTheSameBits(String library, Transpose transpose, int[] mkn) {
        try (CpuBackend backend = new CpuBackend(1)) {
            Gemm gemm = gemm(backend, transpose, mkn);
            MatrixProduct product = product(library);
            for (float[] alphaBeta : ALPHA_BETA) {
                backend.upload(alphaBeta, gemm.alphaBeta());
                float[] whole = result(product, gemm, operation -> operation.run(0, operation.length()));
                Tolerance.checkNorm(expected(gemm), whole, Tolerance.GEMM_FP32);
                float[] pieces = result(product, gemm, MatrixProductTest::runInPieces);
                assertArrayEquals(whole, pieces, "alpha " + gemm.alpha() + ", beta " + gemm.beta());
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("products")
    void gemm_anyNumberOfThreads_givesTheSameBits(String library, Transpose transpose, int[] mkn) {
        try (CpuBackend backend = new CpuBackend(1)) {
            Gemm gemm = gemm(backend, transpose, mkn);
            backend.upload(ALPHA_BETA[0], gemm.alphaBeta());
            float[] alone = byThreads(1, product(library), gemm);
            for (int threads : new int[] {2, 3, 8}) {
                assertArrayEquals(alone, byThreads(threads, product(library), gemm), threads + " threads");
            }
        }
    }

    private static MatrixProduct product(String library) {
        return switch (library) {
            case "openblas, small blocks" -> openBlas("Cooperlake");
            case "openblas, large blocks" -> openBlas("Haswell");
            case "auto, small blocks" -> new MixedProduct(new VectorProduct(), openBlas("Cooperlake"));
            case "auto, large blocks" -> new MixedProduct(new VectorProduct(), openBlas("Haswell"));
            default -> GemmChoice.of(library).product();
        };
    }

    private static OpenBlasProduct openBlas(String kernels) {
        OpenBlasProduct loaded = GemmChoice.openBlas(OpenBlas.load());
        return new OpenBlasProduct(loaded.blas(), loaded.version(), new OpenBlasKernels(kernels));
    }

    /**
     * Returns operands that are windows into larger matrices, whose other elements must neither be read nor written.
     */
    private static Gemm gemm(CpuBackend backend, Transpose transpose, int[] mkn) {
        int m = mkn[0];
        int k = mkn[1];
        int n = mkn[2];
        CpuMatrix a = transpose == Transpose.A ? window(backend, k, m) : window(backend, m, k);
        CpuMatrix b = transpose == Transpose.B ? window(backend, n, k) : window(backend, k, n);
        fill(a, 0);
        fill(b, 1000);
        return new Gemm(transpose, (CpuMatrix) backend.allocate(1, 2), a, b, window(backend, m, n));
    }

    private static CpuMatrix window(CpuBackend backend, int rows, int columns) {
        CpuMatrix block = (CpuMatrix) backend.allocate(1, rows * columns + 2 * FRAME);
        Arrays.fill(block.data, Float.NaN);
        return (CpuMatrix) block.view(FRAME, rows, columns);
    }

    private static void fill(CpuMatrix window, int start) {
        System.arraycopy(RANDOM, start, window.data, window.offset, window.size());
    }

    private static float[] result(MatrixProduct product, Gemm gemm, Consumer<Operation> carryOut) {
        CpuMatrix c = gemm.c();
        Arrays.fill(c.data, Float.NaN);
        if (gemm.beta() != 0) {
            fill(c, 2000);
        }
        carryOut.accept(product.operation(gemm));
        for (int i = 0; i < FRAME; i++) {
            assertTrue(Float.isNaN(c.data[i]) && Float.isNaN(c.data[c.data.length - 1 - i]), "outside of the window");
        }
        return values(c);
    }

    private static float[] byThreads(int threads, MatrixProduct product, Gemm gemm) {
        try (ThreadTeam workers = new ThreadTeam(threads, 0)) {
            return result(product, gemm, workers::carryOut);
        }
    }

    /** One to seven indices at a time, the last ones first. */
    private static void runInPieces(Operation operation) {
        int size = 1;
        for (int to = operation.length(); to > 0; to -= size) {
            size = Math.min(to, size % 7 + 1);
            operation.run(to - size, to);
        }
    }

    private static double[] expected(Gemm gemm) {
        CpuMatrix a = gemm.a();
        CpuMatrix b = gemm.b();
        CpuMatrix c = gemm.c();
        int[] mkn = {c.rows, gemm.depth(), c.columns};
        double[] sums = SUMS.computeIfAbsent(
                gemm.transpose() + Arrays.toString(mkn),
                key -> Reference.gemm(
                        gemm.transpose(), mkn, new double[] {1, 0}, values(a), values(b), new float[c.size()]));
        double[] expected = new double[c.size()];
        Arrays.setAll(expected, i -> gemm.alpha() * sums[i] + gemm.beta() * (double) RANDOM[2000 + i]);
        return expected;
    }

    private static float[] values(CpuMatrix window) {
        return Arrays.copyOfRange(window.data, window.offset, window.offset + window.size());
    }

    private static float[] random(int size) {
        float[] values = new float[size];
        new RandomStream(5, Purpose.WEIGHTS, 0, 1).gaussian(values);
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
    void platform_isNamedAsJavaCppNamesIt() {
        assertEquals("linux-x86_64", OpenBlas.platform("Linux", "amd64"));
        assertEquals("linux-arm64", OpenBlas.platform("Linux", "aarch64"));
        assertEquals("freebsd-x86_64", OpenBlas.platform("FreeBSD", "amd64"));
        assertEquals("windows-x86_64", OpenBlas.platform("Windows 11", "amd64"));
        assertEquals("macosx-arm64", OpenBlas.platform("Mac OS X", "aarch64"));
        assertEquals("macosx-x86_64", OpenBlas.platform("Mac OS X", "x86_64"));
    }
}
