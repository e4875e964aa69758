package io.minibatch.backend.cpu;

/**
 * First layers by the bytes of images that are not 0 ({@link SparseRule}), all other products by another product.
 *
 * @param most the share of bytes that are not 0 up to which first layers are computed so
 */
record SparseFirst(MatrixProduct others, double most) implements MatrixProduct {
    /** The share up to which it is faster than {@link MixedProduct}. */
    static final double FASTEST = 0.25;

    /** The share of any data set. */
    static final double ALWAYS = 1;

    @Override
    public boolean usesVectors() {
        return others.usesVectors();
    }

    @Override
    public double sparseUpTo() {
        return most;
    }

    @Override
    public String name() {
        String where = most < ALWAYS ? " where at least " + Math.round(100 * (1 - most)) + " % are zero" : "";
        return others.name() + ", first layers skip zero pixels" + where;
    }

    @Override
    public String library() {
        return others.library();
    }

    @Override
    public Operation operation(Gemm gemm) {
        return others.operation(gemm);
    }
}
