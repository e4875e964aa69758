package io.minibatch.backend;

import java.nio.file.Path;
import java.util.List;

/**
 * Options for opening a backend.
 *
 * @param threads threads of the CPU backend; affects speed only, not results
 * @param cudaLibraries folders in which the CUDA backend looks for libraries before all others
 * @param gemm what the CPU backend multiplies matrices with: auto, ejml, openblas, sparse or vector
 * @param precision of the CUDA backend's matrix products; the CPU backend has float32 only
 * @param fused whether the backend may {@link Backend#claim} whole steps: auto or off
 */
public record BackendOptions(int threads, List<Path> cudaLibraries, String gemm, Precision precision, String fused) {
    /** The {@link #gemm} and the {@link #fused} that take the fastest there is. */
    public static final String AUTO = "auto";

    /** The {@link #fused} by which every step is a sequence of single operations. */
    public static final String OFF = "off";

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
        if (!fused.equals(AUTO) && !fused.equals(OFF)) {
            throw new IllegalArgumentException("fused must be auto or off, not '" + fused + "'");
        }
    }

    /** Makes options with the fastest float32 matrix product and steps there are. */
    public BackendOptions(int threads, List<Path> cudaLibraries) {
        this(threads, cudaLibraries, AUTO, Precision.FLOAT32, AUTO);
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
        return new BackendOptions(threads, cudaLibraries, other, precision, fused);
    }

    /** Returns these options with {@link #fused} auto or off. */
    public BackendOptions withFused(String other) {
        return new BackendOptions(threads, cudaLibraries, gemm, precision, other);
    }

    /** Returns whether the backend may {@link Backend#claim} whole steps. */
    public boolean mayClaim() {
        return fused.equals(AUTO);
    }
}
