package io.minibatch.backend.cpu;

import io.minibatch.backend.Transpose;

/**
 * A matrix multiplication for a {@link MatrixProduct}: {@code c ← alpha·op(a)·op(b) + beta·c}.
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

    /** Returns the part of a gradient of weights, {@code aᵀ·b}, that some examples have in it. */
    Gemm ofExamples(int from, int to) {
        return new Gemm(transpose, alphaBeta, rows(a, from, to), rows(b, from, to), c);
    }

    private static CpuMatrix rows(CpuMatrix matrix, int from, int to) {
        return (CpuMatrix) matrix.view(from * matrix.columns, to - from, matrix.columns);
    }
}
