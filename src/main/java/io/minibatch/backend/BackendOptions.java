package io.minibatch.backend;

/**
 * How to open a backend.
 *
 * @param threads threads of the CPU backend; they change nothing but the time
 */
public record BackendOptions(int threads) {
    private static final int MAX_THREADS = 1024;

    public BackendOptions {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be 1 to " + MAX_THREADS + ", not " + threads);
        }
    }

    /** Returns one thread for each core that this process may use. */
    public static BackendOptions defaults() {
        return new BackendOptions(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }
}
