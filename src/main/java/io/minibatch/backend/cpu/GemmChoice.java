package io.minibatch.backend.cpu;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.VectorModule;

/**
 * The library that multiplies matrices for the CPU backend: OpenBLAS and kernels of our own in Java's Vector API where
 * both are available, by a {@link GemmRule}; else the one that is available, else EJML; or the one that is asked for.
 *
 * @param reason in one line, what it is and why it was taken
 */
public record GemmChoice(MatrixProduct product, String reason) {
    private static final String NO_FMA = "as the CPU or the JVM has no fused multiply-add (FMA)";

    /**
     * Chooses by {@link BackendOptions#gemm()}.
     *
     * @throws BackendException if the requested library cannot be loaded
     */
    public static GemmChoice of(String gemm) {
        return switch (gemm) {
            case "ejml" -> asked(new EjmlProduct());
            case "vector" -> asked(vectors(VectorModule.support()));
            case "openblas" -> asked(openBlas(OpenBlas.load()));
            case "sparse" -> asked(sparse(VectorModule.support()));
            default -> fastest(OpenBlas.load(), VectorModule.support());
        };
    }

    static GemmChoice fastest(OpenBlas.Attempt attempt, VectorModule.Support vectors) {
        boolean fast = vectors == VectorModule.Support.FAST;
        OpenBlasProduct openBlas = attempt.product();
        if (openBlas == null) {
            MatrixProduct product =
                    fast ? new SparseFirst(new VectorProduct(), SparseFirst.FASTEST) : new EjmlProduct();
            return new GemmChoice(product, product.name() + "; " + attempt.obstacle() + advice("faster", vectors));
        }
        if (fast) {
            MixedProduct product = new MixedProduct(new VectorProduct(), openBlas);
            MatrixProduct sparse = new SparseFirst(product, SparseFirst.FASTEST);
            return new GemmChoice(sparse, sparse.name() + product.explanation() + openBlas.advice());
        }
        return new GemmChoice(
                openBlas, openBlas.name() + openBlas.advice() + advice("narrow ones would be faster", vectors));
    }

    private static String advice(String faster, VectorModule.Support vectors) {
        return switch (vectors) {
            case FAST -> "";
            case SLOW -> "; without Java's Vector API, " + NO_FMA;
            case ABSENT -> "; " + faster + " with java " + VectorModule.OPTION;
        };
    }

    private static GemmChoice asked(MatrixProduct product) {
        return new GemmChoice(product, product.name() + ", as requested");
    }

    static MatrixProduct vectors(VectorModule.Support support) {
        requireFast("vector", support);
        return new VectorProduct();
    }

    static MatrixProduct sparse(VectorModule.Support support) {
        requireFast("sparse", support);
        SparseFirst fastest = (SparseFirst) fastest(OpenBlas.load(), support).product;
        return new SparseFirst(fastest.others(), SparseFirst.ALWAYS);
    }

    private static void requireFast(String gemm, VectorModule.Support support) {
        switch (support) {
            case FAST -> {}
            case SLOW ->
                throw new BackendException("gemm " + gemm + ": Java's Vector API is slow here, " + NO_FMA
                        + "; choose auto, openblas or ejml");
            case ABSENT -> throw new BackendException("gemm " + gemm + ": start Java with " + VectorModule.OPTION);
        }
    }

    static OpenBlasProduct openBlas(OpenBlas.Attempt attempt) {
        OpenBlasProduct product = attempt.product();
        if (product == null) {
            throw new BackendException("gemm openblas: " + attempt.obstacle());
        }
        return product;
    }
}
