package io.minibatch.backend.cuda;

import static jcuda.cudaDataType.CUDA_R_32F;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
import static jcuda.jcublas.cublasGemmAlgo.CUBLAS_GEMM_DEFAULT;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_N;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_T;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Transpose;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasPointerMode;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS on the context's stream, with alpha and beta in device memory and a workspace of its own.
 *
 * <p>cuBLAS counts by columns, so a row-major product is asked for with its factors exchanged:
 * {@code cᵀ = op(b)ᵀ·op(a)ᵀ}.
 */
final class Blas implements AutoCloseable {
    private static final long WORKSPACE_BYTES = 32L << 20;

    private final Context context;
    private final Precision precision;
    private final cublasHandle handle = new cublasHandle();
    private final Address workspace;

    Blas(Context context, Precision precision) {
        this.context = context;
        this.precision = precision;
        Cuda.checkBlas(JCublas2.cublasCreate(handle), "starting cuBLAS");
        try {
            workspace = prepare();
        } catch (BackendException failure) {
            JCublas2.cublasDestroy(handle);
            throw failure;
        }
    }

    /** Returns the workspace, given after the stream, which resets it; without one, capturing would allocate. */
    private Address prepare() {
        Cuda.checkBlas(
                JCublas2.cublasSetStream(handle, new cudaStream_t(context.stream())), "giving cuBLAS its stream");
        Cuda.checkBlas(
                JCublas2.cublasSetPointerMode(handle, cublasPointerMode.CUBLAS_POINTER_MODE_DEVICE),
                "setting cuBLAS's pointer mode");
        Address memory = context.allocate(WORKSPACE_BYTES);
        Cuda.checkBlas(JCublas2.cublasSetWorkspace(handle, memory, WORKSPACE_BYTES), "giving cuBLAS its workspace");
        return memory;
    }

    /** {@code c ← alpha·op(a)·op(b) + beta·c}, {@code alphaBeta} pointing at both. */
    void gemm(Transpose transpose, Address alphaBeta, CudaMatrix a, CudaMatrix b, CudaMatrix c) {
        int depth = transpose == Transpose.A ? a.rows() : a.columns();
        int status = JCublas2.cublasGemmEx_new(
                handle,
                transpose == Transpose.B ? CUBLAS_OP_T : CUBLAS_OP_N,
                transpose == Transpose.A ? CUBLAS_OP_T : CUBLAS_OP_N,
                c.columns(),
                c.rows(),
                depth,
                alphaBeta,
                b.address(),
                CUDA_R_32F,
                b.columns(),
                a.address(),
                CUDA_R_32F,
                a.columns(),
                alphaBeta.plus(Float.BYTES),
                c.address(),
                CUDA_R_32F,
                c.columns(),
                compute(),
                CUBLAS_GEMM_DEFAULT);
        Launch launch = new Launch.OfProduct(transpose, a.rows(), a.columns(), b.rows(), b.columns());
        Cuda.checkBlas(status, launch);
        context.launched(launch);
    }

    /** Returns what to say of products that are not of float32 factors. */
    String description() {
        return precision == Precision.FLOAT32 ? "" : ", products in " + precision.label();
    }

    private int compute() {
        return switch (precision) {
            case FLOAT32 -> CUBLAS_COMPUTE_32F;
            case TF32 -> CUBLAS_COMPUTE_32F_FAST_TF32;
            case BFLOAT16 -> CUBLAS_COMPUTE_32F_FAST_16BF;
        };
    }

    @Override
    public void close() {
        JCublas2.cublasDestroy(handle);
        context.free(workspace);
    }
}
