package io.minibatch.backend.cpu;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;

/**
 * What the CPU backend multiplies matrices with: OpenBLAS where it can be loaded, else EJML, or the one that is asked for.
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
        if (gemm.equals("ejml")) {
            return new GemmChoice(new EjmlProduct(), "EJML, as asked");
        }
        return of(gemm, OpenBlas.load());
    }

    static GemmChoice of(String gemm, OpenBlas.Attempt openBlas) {
        MatrixProduct product = openBlas.product();
        boolean asked = gemm.equals("openblas");
        if (product != null) {
            return new GemmChoice(product, product.name() + (asked ? ", as asked" : ""));
        }
        if (asked) {
            throw new BackendException("--gemm openblas: " + openBlas.obstacle());
        }
        EjmlProduct ejml = new EjmlProduct();
        return new GemmChoice(ejml, ejml.name() + "; " + openBlas.obstacle());
    }
}
