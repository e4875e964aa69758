package io.minibatch.backend.cpu;

import io.minibatch.backend.Transpose;

/**
 * The products that our kernels compute where OpenBLAS can be loaded too. It follows from the size of Java's vectors,
 * OpenBLAS's kernels and the shape of the product alone, so that the same machine and environment give the same bits.
 * The limits were measured: {@code benchmarks/results/gemm-choice.md}.
 *
 * @param lanes floats of a vector of Java's
 */
record GemmRule(int lanes, OpenBlasKernels kernels) {
    /** Size of the vectors whose kernels were measured where Java's are as wide and OpenBLAS packs all matrices. */
    private static final int AVX = 256;

    /** Multiplications up to which EJML's plain loops take less time than a call of OpenBLAS. */
    private static final int CALL = 512;

    /**
     * Multiplications of a result of few columns up to which a kernel of ours takes less time than a call of OpenBLAS.
     */
    private static final int SMALL = 4096;

    /** Columns of two pairs of vectors are few, for which packing does not pay. */
    private static final int FEW_VECTORS = 4;

    /** Rows up to which OpenBLAS packs b for too little use. */
    private static final int FEW_ROWS = 32;

    /** Rows of a block of our kernels. OpenBLAS's kernels for small matrices read b twice for so many. */
    private static final int BLOCK = 5;

    /** Multiplications from which on reading b twice shows. */
    private static final int BEYOND_FIRST_CACHE = 350_000;

    /** Terms of a sum from which on computing it takes our kernels longer than storing it. */
    private static final int DEEP = 32;

    /**
     * Returns whether Java's vectors are wider than OpenBLAS's, so that our kernels compute all but the narrowest
     * products.
     */
    boolean isOpenBlasNarrower() {
        return kernels.bits() != 0 && kernels.bits() < bits();
    }

    private int bits() {
        return lanes * Float.SIZE;
    }

    boolean isOurs(Gemm gemm) {
        return isOurs(gemm.transpose(), gemm.c().rows, gemm.depth(), gemm.c().columns);
    }

    /**
     * Returns whether our kernels compute a result of so many rows and columns, whose elements are sums of
     * {@code depth} terms.
     */
    boolean isOurs(Transpose transpose, int rows, int depth, int columns) {
        Product product = new Product(transpose, rows, depth, columns);
        if (columns < lanes) {
            return product.multiplications() <= CALL;
        }
        if (kernels.bits() > bits()) {
            return isSmall(product);
        }
        if (isOpenBlasNarrower()) {
            return besideNarrower(product);
        }
        if (kernels.multiplySmall()) {
            return besideSmallKernels(product);
        }
        return kernels.bits() == AVX ? besidePacking(product) : besideUnknown(product);
    }

    private boolean besideUnknown(Product product) {
        return product.transpose == Transpose.NONE && isPair(product);
    }

    private boolean besideNarrower(Product product) {
        boolean muchNarrower = 4 * kernels.bits() <= bits();
        return product.transpose != Transpose.B
                || isPair(product)
                || product.depth > DEEP
                || muchNarrower && product.rows > BLOCK;
    }

    private boolean besideSmallKernels(Product product) {
        boolean oneBlock = product.rows > 2 && product.rows <= BLOCK;
        return switch (product.transpose) {
            case NONE -> isPair(product) || oneBlock && product.multiplications() > BEYOND_FIRST_CACHE;
            case A -> false;
            case B -> isPair(product);
        };
    }

    private boolean besidePacking(Product product) {
        return switch (product.transpose) {
            case NONE -> isNarrow(product) || product.rows <= FEW_ROWS;
            case A -> isNarrow(product);
            case B -> isSmall(product);
        };
    }

    private boolean isPair(Product product) {
        return product.columns <= 2 * lanes;
    }

    private boolean isNarrow(Product product) {
        return product.columns <= FEW_VECTORS * lanes;
    }

    private boolean isSmall(Product product) {
        return isNarrow(product) && product.multiplications() <= SMALL;
    }

    private record Product(Transpose transpose, int rows, int depth, int columns) {
        long multiplications() {
            return (long) rows * depth * columns;
        }
    }
}
