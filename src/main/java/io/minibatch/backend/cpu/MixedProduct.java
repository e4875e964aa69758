package io.minibatch.backend.cpu;

/** Chooses for each multiplication between our own kernels and OpenBLAS, by a rule. */
record MixedProduct(VectorProduct vectors, OpenBlasProduct openBlas, GemmRule rule) implements MatrixProduct {
    /** Creates the product whose rule follows from both. */
    MixedProduct(VectorProduct vectors, OpenBlasProduct openBlas) {
        this(vectors, openBlas, new GemmRule(vectors.lanes(), openBlas.kernels()));
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public String name() {
        return rule.isOpenBlasNarrower()
                ? vectors.name() + ", the narrowest ones by " + openBlas.name()
                : openBlas.name() + ", narrow ones by " + vectors.name();
    }

    @Override
    public String library() {
        return openBlas.library();
    }

    /** Returns why the products are not all OpenBLAS's, where that is unusual, else nothing. */
    String explanation() {
        OpenBlasKernels kernels = openBlas.kernels();
        return rule.isOpenBlasNarrower()
                ? "; OpenBLAS's " + kernels.name() + " kernels have vectors of " + kernels.bits() + " bits"
                : "";
    }

    @Override
    public Operation operation(Gemm gemm) {
        return rule.isOurs(gemm) ? vectors.operation(gemm) : openBlas.operation(gemm);
    }
}
