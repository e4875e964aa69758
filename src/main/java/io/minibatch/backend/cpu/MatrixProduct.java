package io.minibatch.backend.cpu;

/** A library that multiplies matrices. */
public sealed interface MatrixProduct permits EjmlProduct, MixedProduct, OpenBlasProduct, SparseFirst, VectorProduct {
    /** Returns whether it computes by Java's Vector API, as then the backend may. */
    default boolean usesVectors() {
        return false;
    }

    /**
     * Returns the share of bytes that are not 0 up to which first layers multiply by these alone; below 0 for never.
     */
    default double sparseUpTo() {
        return -1;
    }

    /** Returns the description shown to users. */
    String name();

    /** Returns the library that computes large products, and advice where it is slower than it could be. */
    default String library() {
        return name();
    }

    /**
     * Returns the operation that computes the product. Where it is cut depends on the shapes alone, so that its bits
     * are the same for any number of threads; running it allocates nothing.
     */
    Operation operation(Gemm gemm);
}
