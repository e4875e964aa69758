package io.minibatch.backend.cuda;

import io.minibatch.backend.Transpose;

/** A launched operation; its text is made only for the message of a failure. */
sealed interface Launch {
    /** A kernel on a grid of blocks. */
    record OfKernel(Kernel kernel, int blocksX, int blocksY) implements Launch {
        @Override
        public String toString() {
            return kernel.operation() + ": the kernel " + kernel.function() + " with " + blocksX + "×" + blocksY
                    + " blocks of " + kernel.threads() + " threads";
        }
    }

    /** cuBLAS's product of matrices of these shapes. */
    record OfProduct(Transpose transpose, int aRows, int aColumns, int bRows, int bColumns) implements Launch {
        @Override
        public String toString() {
            return "gemm: the product of " + aRows + "×" + aColumns + " and " + bRows + "×" + bColumns
                    + " (transposed: " + transpose + ")";
        }
    }
}
