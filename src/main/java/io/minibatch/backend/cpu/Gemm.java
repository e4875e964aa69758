package io.minibatch.backend.cpu;

import io.minibatch.backend.Transpose;

/**
 * What a {@link MatrixProduct} computes: {@code c ← alpha·op(a)·op(b) + beta·c}.
 *
 * @param alphaBeta {@code [1, 2]}, read when the product is computed
 */
record Gemm(Transpose transpose, CpuMatrix alphaBeta, CpuMatrix a, CpuMatrix b, CpuMatrix c) {
    float alpha() {
        return alphaBeta.data[alphaBeta.offset];
    }

    float beta() {
        return alphaBeta.data[alphaBeta.offset + 1];
    }

    /** Returns how many products are summed to an element of c. */
    int depth() {
        return transpose == Transpose.A ? a.rows : a.columns;
    }

    long multiplications() {
        return (long) c.size() * depth();
    }
}
