package io.minibatch.backend;

import java.nio.file.Path;
import java.util.List;

/**
 * How to open a backend.
 *
 * @param threads threads of the CPU backend; they change nothing but the time
 * @param cudaLibraries folders in which the CUDA backend looks for libraries before all others
 * @param gemm what the CPU backend multiplies matrices with: auto, ejml, openblas, sparse or vector
 * @param precision of the CUDA backend's matrix products; the CPU backend has float32 only
 */
public record BackendOptions(int threads, List<Path> cudaLibraries, String gemm, Precision precision) {
    /** The {@link #gemm} that takes the fastest there is. */
    public static final String AUTO = "auto";

    private static final int MAX_THREADS = 1024;
    private static final List<String> GEMMS = List.of(AUTO, "ejml", "openblas", "sparse", "vector");

    public BackendOptions {
        cudaLibraries = List.copyOf(cudaLibraries);
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be 1 to " + MAX_THREADS + ", not " + threads);
        }
        if (!GEMMS.contains(gemm)) {
            throw new IllegalArgumentException(
                    "gemm must be auto, ejml, openblas, sparse or vector, not '" + gemm + "'");
        }
    }

    /** Makes options with the fastest float32 matrix product there is. */
    public BackendOptions(int threads, List<Path> cudaLibraries) {
        this(threads, cudaLibraries, AUTO, Precision.FLOAT32);
    }

    /** Returns one thread for each core that this process may use. */
    public static BackendOptions defaults() {
        return withThreads(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** Returns the defaults but for the number of threads. */
    public static BackendOptions withThreads(int threads) {
        return new BackendOptions(threads, List.of());
    }

    /** Returns these options with another matrix product on the CPU. */
    public BackendOptions withGemm(String other) {
        return new BackendOptions(threads, cudaLibraries, other, precision);
    }
}
