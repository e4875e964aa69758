package io.minibatch.backend.cpu;

import io.minibatch.backend.Transpose;

/** Narrow products by kernels of our own where they are ahead; all others by OpenBLAS. */
record MixedProduct(VectorProduct vectors, OpenBlasProduct openBlas) implements MatrixProduct {
    /** Multiplications from which packing a narrow product costs more than our kernels do. */
    private static final long SMALL = 1_000_000;

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public String name() {
        return openBlas.name() + ", narrow ones by " + vectors.name();
    }

    @Override
    public Operation operation(Gemm gemm) {
        boolean narrow = vectors.isNarrow(gemm.c().columns);
        boolean pays =
                gemm.transpose() == Transpose.NONE || gemm.multiplications() > SMALL && !openBlas.packsNothing(gemm);
        return narrow && pays ? vectors.operation(gemm) : openBlas.operation(gemm);
    }
}
