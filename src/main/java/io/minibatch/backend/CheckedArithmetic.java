package io.minibatch.backend;

/** The part of {@link CheckedBackend} that is about arithmetic on matrices. */
abstract class CheckedArithmetic extends CheckedMemory {
    CheckedArithmetic(Backend inner) {
        super(inner);
    }

    @Override
    public final void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        CheckedMatrix left = use("gemm", a);
        CheckedMatrix right = use("gemm", b);
        CheckedMatrix product = use("gemm", c);
        checkProduct(transpose, left, right, product);
        note("gemm with alpha " + alpha + " and beta " + beta);
        issue(() -> inner().gemm(transpose, alpha, left.inner(), right.inner(), beta, product.inner()));
        finite("gemm", c);
    }

    @Override
    public final void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c) {
        CheckedMatrix scalars = use("gemm", alphaBeta);
        CheckedMatrix left = use("gemm", a);
        CheckedMatrix right = use("gemm", b);
        CheckedMatrix product = use("gemm", c);
        scalars.require("gemm: alphaBeta", 1, 2);
        scalars.requireApart("gemm", product);
        checkProduct(transpose, left, right, product);
        issue(() -> inner().gemm(transpose, scalars.inner(), left.inner(), right.inner(), product.inner()));
        finite("gemm", c);
    }

    private static void checkProduct(
            Transpose transpose, CheckedMatrix left, CheckedMatrix right, CheckedMatrix product) {
        int rows = transpose == Transpose.A ? left.columns() : left.rows();
        int depth = transpose == Transpose.A ? left.rows() : left.columns();
        int depthOfRight = transpose == Transpose.B ? right.columns() : right.rows();
        int columns = transpose == Transpose.B ? right.rows() : right.columns();
        check(
                depth == depthOfRight && product.rows() == rows && product.columns() == columns,
                () -> "gemm: " + left + " and " + right + " (transposed: " + transpose + ") to " + product);
        product.requireApart("gemm", left);
        product.requireApart("gemm", right);
    }

    @Override
    public final void axpy(Matrix alpha, Matrix x, Matrix y) {
        CheckedMatrix factor = use("axpy", alpha);
        CheckedMatrix from = use("axpy", x);
        CheckedMatrix to = use("axpy", y);
        factor.require("axpy: alpha", 1, 1);
        from.require("axpy: x", y.rows(), y.columns());
        to.requireApart("axpy", from);
        to.requireApart("axpy", factor);
        issue(() -> inner().axpy(factor.inner(), from.inner(), to.inner()));
        finite("axpy", y);
    }

    @Override
    public final void copy(Matrix x, Matrix y) {
        CheckedMatrix from = use("copy", x);
        CheckedMatrix to = use("copy", y);
        check(x.size() == y.size(), () -> "copy: " + from + " to " + to);
        to.requireApart("copy", from);
        issue(() -> inner().copy(from.inner(), to.inner()));
        finite("copy", y);
    }

    @Override
    public final void rowSums(Matrix x, Matrix sums) {
        CheckedMatrix rows = use("rowSums", x);
        CheckedMatrix target = use("rowSums", sums);
        target.require("rowSums: sums", x.rows(), 1);
        target.requireApart("rowSums", rows);
        issue(() -> inner().rowSums(rows.inner(), target.inner()));
        finite("rowSums", sums);
    }

    @Override
    public final double sumOfMagnitudes(Matrix x) {
        refuse("sumOfMagnitudes");
        return inner().sumOfMagnitudes(use("sumOfMagnitudes", x).inner());
    }

    @Override
    public final double dot(Matrix x, Matrix y) {
        refuse("dot");
        CheckedMatrix left = use("dot", x);
        CheckedMatrix right = use("dot", y);
        check(x.size() == y.size(), () -> "dot: " + left + " and " + right);
        return inner().dot(left.inner(), right.inner());
    }

    @Override
    public final void scale(Matrix alpha, Matrix x) {
        CheckedMatrix factor = use("scale", alpha);
        CheckedMatrix values = use("scale", x);
        factor.require("scale: alpha", 1, 1);
        values.requireApart("scale", factor);
        issue(() -> inner().scale(factor.inner(), values.inner()));
        finite("scale", x);
    }

    @Override
    public final void clipNorm(float limit, Matrix x) {
        check(limit > 0, () -> "clipNorm: limit " + limit);
        CheckedMatrix clipped = use("clipNorm", x);
        note("clipNorm to " + limit);
        issue(() -> inner().clipNorm(limit, clipped.inner()));
        finite("clipNorm", x);
    }

    @Override
    public final void multiply(Matrix x, Matrix y, Matrix z) {
        CheckedMatrix left = use("multiply", x);
        CheckedMatrix right = use("multiply", y);
        CheckedMatrix product = use("multiply", z);
        left.require("multiply: x", z.rows(), z.columns());
        right.require("multiply: y", z.rows(), z.columns());
        if (z != x) {
            product.requireApart("multiply", left);
        }
        if (z != y) {
            product.requireApart("multiply", right);
        }
        issue(() -> inner().multiply(left.inner(), right.inner(), product.inner()));
        finite("multiply", z);
    }
}
