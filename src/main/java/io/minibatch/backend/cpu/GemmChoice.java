package io.minibatch.backend.cpu;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.VectorModule;

/**
 * What the CPU backend multiplies matrices with: OpenBLAS where it can be loaded, Java's Vector API where its module is present, both where
 * both are, else EJML; or the one that is asked for.
 *
 * @param reason in one line, what it is and why it was taken
 */
public record GemmChoice(MatrixProduct product, String reason) {
    /**
     * Chooses by {@link BackendOptions#gemm()}.
     *
     * @throws BackendException where what is asked for cannot be loaded
     */
    public static GemmChoice of(String gemm) {
        return switch (gemm) {
            case "ejml" -> asked(new EjmlProduct());
            case "vector" -> asked(vectors());
            case "openblas" -> asked(openBlas(OpenBlas.load()));
            default -> fastest(OpenBlas.load(), VectorModule.isPresent());
        };
    }

    static GemmChoice fastest(OpenBlas.Attempt attempt, boolean vectors) {
        OpenBlasProduct openBlas = attempt.product();
        if (openBlas != null) {
            MatrixProduct product = vectors ? new MixedProduct(new VectorProduct(), openBlas) : openBlas;
            String advice = vectors ? "" : "; narrow ones would be faster with java " + VectorModule.OPTION;
            return new GemmChoice(product, product.name() + advice);
        }
        MatrixProduct product = vectors ? new VectorProduct() : new EjmlProduct();
        String advice = vectors ? "" : "; faster with java " + VectorModule.OPTION;
        return new GemmChoice(product, product.name() + "; " + attempt.obstacle() + advice);
    }

    private static GemmChoice asked(MatrixProduct product) {
        return new GemmChoice(product, product.name() + ", as asked");
    }

    private static MatrixProduct vectors() {
        if (!VectorModule.isPresent()) {
            throw new BackendException("--gemm vector: start Java with " + VectorModule.OPTION);
        }
        return new VectorProduct();
    }

    static OpenBlasProduct openBlas(OpenBlas.Attempt attempt) {
        OpenBlasProduct product = attempt.product();
        if (product == null) {
            throw new BackendException("--gemm openblas: " + attempt.obstacle());
        }
        return product;
    }
}
