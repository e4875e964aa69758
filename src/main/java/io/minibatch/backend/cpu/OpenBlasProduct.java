package io.minibatch.backend.cpu;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import io.minibatch.backend.Transpose;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.openblas.global.openblas_full;

/** OpenBLAS on one thread of its own per call, over the arrays of the heap; {@link Workers} share the blocks. */
record OpenBlasProduct(BLAS blas, String name) implements MatrixProduct {
    /**
     * One for each core of the machine, rounded up to a power of two, whatever the number of threads, so that it changes no bits. Each
     * block more packs its rows and columns once more: 16 of them take 20 % longer than one.
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
        // Both read these once, while their classes are initialised.
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
        return new OpenBlasProduct(
                NativeBLAS.getInstance(),
                config[0] + " " + config[1] + " (" + kernels + " kernels, in " + MAX_BLOCKS + " blocks)");
    }

    @Override
    public Operation operation(Gemm gemm) {
        int rowBlocks = 1;
        int columnBlocks = 1;
        long block = gemm.multiplications();
        while (rowBlocks * columnBlocks < MAX_BLOCKS && block >= 2 * MIN_BLOCK) {
            // Squares have the fewest rows and columns to pack.
            if (gemm.c().rows / rowBlocks >= gemm.c().columns / columnBlocks) {
                rowBlocks *= 2;
            } else {
                columnBlocks *= 2;
            }
            block /= 2;
        }
        return new ByBlocks(blas, gemm, rowBlocks, columnBlocks);
    }

    /** One call a block. The order of summation may depend on a block's size, which is why that is fixed. */
    private record ByBlocks(BLAS blas, Gemm gemm, int rowBlocks, int columnBlocks) implements Operation {
        @Override
        public int length() {
            return rowBlocks * columnBlocks;
        }

        @Override
        public long work() {
            return gemm.multiplications();
        }

        @Override
        public void run(int from, int to) {
            for (int block = from; block < to; block++) {
                multiply(block / columnBlocks, block % columnBlocks);
            }
        }

        /** A row-major matrix is a column-major one transposed, so cᵀ ← alpha·op(b)ᵀ·op(a)ᵀ + beta·cᵀ. */
        private void multiply(int rowBlock, int columnBlock) {
            CpuMatrix a = gemm.a();
            CpuMatrix b = gemm.b();
            CpuMatrix c = gemm.c();
            int row = start(c.rows, rowBlock, rowBlocks);
            int rows = start(c.rows, rowBlock + 1, rowBlocks) - row;
            int column = start(c.columns, columnBlock, columnBlocks);
            int columns = start(c.columns, columnBlock + 1, columnBlocks) - column;
            boolean turnA = gemm.transpose() == Transpose.A;
            boolean turnB = gemm.transpose() == Transpose.B;
            int startA = a.offset + (turnA ? row : row * a.columns);
            int startB = b.offset + (turnB ? column * b.columns : column);
            blas.sgemm(
                    turnB ? "T" : "N",
                    turnA ? "T" : "N",
                    columns,
                    rows,
                    gemm.depth(),
                    gemm.alpha(),
                    b.data,
                    startB,
                    b.columns,
                    a.data,
                    startA,
                    a.columns,
                    gemm.beta(),
                    c.data,
                    c.offset + row * c.columns + column,
                    c.columns);
        }

        private static int start(int length, int block, int blocks) {
            return (int) ((long) length * block / blocks);
        }
    }
}
