package io.minibatch.backend.cpu;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import io.minibatch.backend.Transpose;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.openblas.global.openblas_full;

/**
 * OpenBLAS on one thread per call, over the arrays of the heap; the {@link ThreadTeam} shares the blocks.
 *
 * @param version "OpenBLAS 0.3.31"
 */
record OpenBlasProduct(BLAS blas, String version, OpenBlasKernels kernels) implements MatrixProduct {
    /** Multiplications up to which OpenBLAS takes them. */
    private static final int SMALL = 1_000_000;

    /** Columns of a small block, two vectors. */
    private static final int SMALL_COLUMNS = 32;

    /**
     * Columns of a small block of a gradient of weights, whose rows are written to memory that is far when a mini-batch
     * is small.
     */
    private static final int GRADIENT_COLUMNS = 64;

    /** Rows that the kernels take at a time. */
    private static final int SMALL_ROWS = 4;

    /** Multiplications up to which A·B is cut into small blocks, since packing is not paid for by its use. */
    private static final long MOST_BY_SMALL_BLOCKS = 1 << 26;

    /**
     * Maximum columns with which A·B is cut into small blocks for any number of rows: packing large blocks would gain
     * little.
     */
    private static final int FEW_COLUMNS = 128;

    /**
     * Examples that are added up at a time for a gradient of weights, so that their rows are still in the cache for the
     * next block.
     */
    private static final int GRADIENT_DEPTH = 128;

    /**
     * Elements of a gradient that may be read and written once for each part of its depth; larger ones leave the cache
     * in between.
     */
    private static final int CACHED_GRADIENT = 1 << 20;

    /**
     * One for each core of the machine, rounded up to a power of two, whatever the number of threads, so that it
     * changes no bits. Each block more packs its rows and columns once more: 16 of them take 20 % longer than one.
     */
    private static final int MAX_BLOCKS =
            Math.min(16, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

    /** Multiplications, about 20 µs: below, packing and handing over cost more than a second thread saves. */
    private static final long MIN_BLOCK = 1 << 21;

    /** Kept here because a logger that nobody keeps forgets its level. */
    private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib.blas");

    /**
     * Binds to libraries that {@link OpenBlas} has loaded, and pins them to one thread.
     *
     * @param library OpenBLAS's own, under the path by which it was loaded
     */
    static OpenBlasProduct bind(Path library) {
        // Both read these once, while their classes are initialized.
        System.setProperty("org.bytedeco.javacpp.loadlibraries", "false");
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", library.toString());
        NETLIB.setLevel(Level.OFF); // it tells the console what it loads
        openblas_full.openblas_set_num_threads(1);
        if (openblas_full.openblas_get_num_threads() != 1) {
            throw new IllegalStateException("it does not keep to one thread");
        }
        String[] config = openblas_full.openblas_get_config().getString().split(" ", -1);
        String kernels = openblas_full.openblas_get_corename().getString();
        return new OpenBlasProduct(NativeBLAS.getInstance(), config[0] + " " + config[1], new OpenBlasKernels(kernels));
    }

    @Override
    public String name() {
        return version + " (" + kernels.name() + " kernels, in " + MAX_BLOCKS + " blocks)";
    }

    @Override
    public String library() {
        return advice().isEmpty() ? version : "OpenBLAS (slowed by " + OpenBlasKernels.VARIABLE + ")";
    }

    /** Returns {@link OpenBlasKernels#advice} for this processor and environment. */
    String advice() {
        return kernels.advice(Processor.vectorBits(), System.getenv(OpenBlasKernels.VARIABLE));
    }

    @Override
    public Operation operation(Gemm gemm) {
        return packsNothing(gemm) ? inSmallBlocks(gemm) : inLargeBlocks(gemm);
    }

    /** Returns whether a product is taken by the kernels for small matrices, whole or in blocks. */
    private boolean packsNothing(Gemm gemm) {
        return kernels.multiplySmall()
                && switch (gemm.transpose()) {
                    case NONE ->
                        SMALL_ROWS * SMALL_COLUMNS * (long) gemm.depth() <= SMALL
                                && (gemm.c().columns <= FEW_COLUMNS || gemm.multiplications() <= MOST_BY_SMALL_BLOCKS);
                    case A -> gemm.depth() <= 2 * GRADIENT_DEPTH || gemm.c().size() <= CACHED_GRADIENT;
                    case B -> false; // its small kernels are slower than packing
                };
    }

    private Operation inSmallBlocks(Gemm gemm) {
        CpuMatrix c = gemm.c();
        if (gemm.multiplications() <= SMALL) {
            return new ByBlocks(blas, kernels.multiplicationsPerNanosecond(), gemm, c.rows, c.columns, gemm.depth());
        }
        boolean gradient = gemm.transpose() == Transpose.A;
        int columns = Math.min(c.columns, gradient ? GRADIENT_COLUMNS : SMALL_COLUMNS);
        int depth = gradient ? Math.min(gemm.depth(), GRADIENT_DEPTH) : gemm.depth();
        int most = Math.max(SMALL / (columns * depth), SMALL_ROWS);
        // As many of equal height, so that threads have equal shares.
        int rows = blocks(c.rows, blocks(c.rows, most / SMALL_ROWS * SMALL_ROWS));
        return new ByBlocks(
                blas,
                kernels.multiplicationsPerNanosecond(),
                gemm,
                blocks(rows, SMALL_ROWS) * SMALL_ROWS,
                columns,
                depth);
    }

    private Operation inLargeBlocks(Gemm gemm) {
        int rows = gemm.c().rows;
        int columns = gemm.c().columns;
        int blocks = 1;
        long block = gemm.multiplications();
        while (blocks < MAX_BLOCKS && block >= 2 * MIN_BLOCK) {
            // Squares have the fewest rows and columns to pack.
            if (rows >= columns) {
                rows = (rows + 1) / 2;
            } else {
                columns = (columns + 1) / 2;
            }
            blocks *= 2;
            block /= 2;
        }
        return new ByBlocks(blas, kernels.multiplicationsPerNanosecond(), gemm, rows, columns, gemm.depth());
    }

    /**
     * One call for each block and part of its depth. The order of summation may depend on their sizes, which is why
     * these are fixed.
     *
     * @param perNanosecond multiplications in a nanosecond
     * @param height rows of a block; the last ones may have fewer
     * @param width columns of a block, likewise
     * @param depth terms of its sums that are added at a time, likewise
     */
    private record ByBlocks(BLAS blas, int perNanosecond, Gemm gemm, int height, int width, int depth)
            implements Operation {
        @Override
        public int length() {
            return blocks(gemm.c().rows, height) * blocks(gemm.c().columns, width);
        }

        @Override
        public long work() {
            return gemm.multiplications() / perNanosecond;
        }

        @Override
        public void run(int from, int to) {
            int across = blocks(gemm.c().columns, width);
            for (int k = 0; k < gemm.depth(); k += depth) {
                for (int block = from; block < to; block++) {
                    multiply(block / across * height, block % across * width, k);
                }
            }
        }

        /** A row-major matrix is a column-major one transposed, so cᵀ ← alpha·op(b)ᵀ·op(a)ᵀ + beta·cᵀ. */
        private void multiply(int row, int column, int k) {
            CpuMatrix a = gemm.a();
            CpuMatrix b = gemm.b();
            CpuMatrix c = gemm.c();
            boolean turnA = gemm.transpose() == Transpose.A;
            boolean turnB = gemm.transpose() == Transpose.B;
            int startA = a.offset + (turnA ? k * a.columns + row : row * a.columns + k);
            int startB = b.offset + (turnB ? column * b.columns + k : k * b.columns + column);
            blas.sgemm(
                    turnB ? "T" : "N",
                    turnA ? "T" : "N",
                    Math.min(width, c.columns - column),
                    Math.min(height, c.rows - row),
                    Math.min(depth, gemm.depth() - k),
                    gemm.alpha(),
                    b.data,
                    startB,
                    b.columns,
                    a.data,
                    startA,
                    a.columns,
                    k == 0 ? gemm.beta() : 1,
                    c.data,
                    c.offset + row * c.columns + column,
                    c.columns);
        }
    }

    /** Returns how many of a size it takes for a length. */
    private static int blocks(int length, int size) {
        return (length + size - 1) / size;
    }
}
