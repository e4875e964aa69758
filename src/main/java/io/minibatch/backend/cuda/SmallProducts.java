package io.minibatch.backend.cuda;

import io.minibatch.backend.Transpose;

/**
 * Products that cuBLAS does slowly because they are small, by kernels of our own ({@code product.cu}): on an H100,
 * cuBLAS 13.1 takes 5 to 8 µs for most of them and 52 µs for 10×784×100; these take 2 to 5 µs. They are of float32
 * whatever the {@link io.minibatch.backend.Precision}.
 *
 * <p>Which product is small depends on the sizes alone, never on the device. The limits are those beyond which cuBLAS
 * was faster on an H100 ({@code benchmarks/results/gpu-h100}).
 */
final class SmallProducts {
    private static final int ROWS = 8;
    private static final int COLUMNS = 4;

    /** As many blocks as an H100 runs at once. */
    private static final int MOST_BLOCKS = 264;

    /** Terms of a sum; cuBLAS divides more of them between blocks. */
    private static final int MOST_TERMS = 2048;

    /** Terms and rows for which cuBLAS has kernels of its own. */
    private static final int NARROW = 32;

    /** Terms that one thread adds; rows of more lie too far apart for the loads of a warp. */
    private static final int FEW_TERMS = 12;

    private static final int MOST_ELEMENTS = 1 << 16;

    private final Kernels kernels;

    SmallProducts(Kernels kernels) {
        this.kernels = kernels;
    }

    /** Returns whether {@link #launch} is for {@code c ← alpha·op(a)·op(b) + beta·c}. */
    static boolean take(Transpose transpose, CudaMatrix a, CudaMatrix c) {
        int depth = a.columns();
        return switch (transpose) {
            case NONE ->
                depth <= MOST_TERMS
                        && (depth > NARROW || c.rows() >= NARROW)
                        && blocks(c.columns(), COLUMNS) * blocks(c.rows(), ROWS) <= MOST_BLOCKS;
            case A -> false;
            case B -> depth <= FEW_TERMS && c.size() <= MOST_ELEMENTS;
        };
    }

    /** Launches a product that {@link #take} took. */
    void launch(Transpose transpose, Address alphaBeta, CudaMatrix a, CudaMatrix b, CudaMatrix c) {
        kernels.arguments()
                .add(c.address())
                .add(alphaBeta)
                .add(a.address())
                .add(b.address())
                .add(c.rows())
                .add(c.columns())
                .add(a.columns());
        if (transpose == Transpose.NONE) {
            kernels.launch(Kernel.PRODUCT_FEW_ROWS, (int) blocks(c.columns(), COLUMNS), (int) blocks(c.rows(), ROWS));
        } else {
            kernels.launch(Kernel.PRODUCT_FEW_TERMS, (int) blocks(c.size(), 256));
        }
    }

    private static long blocks(int elements, int perBlock) {
        return ((long) elements + perBlock - 1) / perBlock;
    }
}
