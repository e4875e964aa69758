package io.minibatch.backend.cpu;

/** A library that multiplies matrices. */
public sealed interface MatrixProduct permits EjmlProduct, MixedProduct, OpenBlasProduct, VectorProduct {
    /** Returns whether it computes by Java's Vector API, as then the backend may. */
    default boolean usesVectors() {
        return false;
    }

    /** Returns what users are told that it is. */
    String name();

    /**
     * Returns the operation that computes the product. Where it is cut depends on the shapes alone, so that its bits are
     * the same for any number of threads; running it allocates nothing.
     */
    Operation operation(Gemm gemm);
}
