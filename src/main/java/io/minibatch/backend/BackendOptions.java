package io.minibatch.backend;

import java.nio.file.Path;
import java.util.List;

/**
 * How to open a backend.
 *
 * @param threads threads of the CPU backend; they change nothing but the time
 * @param cudaLibraries folders in which the CUDA backend looks for libraries before all others
 */
public record BackendOptions(int threads, List<Path> cudaLibraries) {
    private static final int MAX_THREADS = 1024;

    public BackendOptions {
        cudaLibraries = List.copyOf(cudaLibraries);
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be 1 to " + MAX_THREADS + ", not " + threads);
        }
    }

    /** Returns one thread for each core that this process may use. */
    public static BackendOptions defaults() {
        return withThreads(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** Returns the defaults but for the number of threads. */
    public static BackendOptions withThreads(int threads) {
        return new BackendOptions(threads, List.of());
    }
}
