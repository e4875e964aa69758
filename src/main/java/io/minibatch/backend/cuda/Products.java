package io.minibatch.backend.cuda;

import io.minibatch.backend.Transpose;
import java.util.function.Supplier;

/** Matrix products: small ones by kernels of our own, the others by cuBLAS. */
final class Products {
    private final Recorder recorder;
    private final Scalars scalars;
    private final Blas blas;
    private final SmallProducts small;

    Products(Recorder recorder, Scalars scalars, Blas blas, SmallProducts small) {
        this.recorder = recorder;
        this.scalars = scalars;
        this.blas = blas;
        this.small = small;
    }

    /** {@code c ← alpha·op(a)·op(b) + beta·c}. */
    void gemm(Transpose transpose, float alpha, CudaMatrix a, CudaMatrix b, float beta, CudaMatrix c) {
        Supplier<Address> alphaBeta =
                () -> recorder.isRecording() ? scalars.known(alpha, beta) : scalars.of(alpha, beta);
        recorder.issue(() -> issue(transpose, alphaBeta.get(), a, b, c));
    }

    /**
     * The same with factors that the device holds.
     *
     * @param alphaBeta {@code [1, 2]}, read when the product runs
     */
    void gemm(Transpose transpose, CudaMatrix alphaBeta, CudaMatrix a, CudaMatrix b, CudaMatrix c) {
        recorder.issue(() -> issue(transpose, alphaBeta.address(), a, b, c));
    }

    private void issue(Transpose transpose, Address alphaBeta, CudaMatrix a, CudaMatrix b, CudaMatrix c) {
        if (!SmallProducts.take(transpose, a, c)) {
            blas.gemm(transpose, recorder.isWarming() ? scalars.of(0, 1) : alphaBeta, a, b, c);
        } else if (!recorder.isWarming()) {
            small.launch(transpose, alphaBeta, a, b, c);
        }
    }
}
