package io.minibatch.distributed;

/** Opens clusters of one kind; found by {@link java.util.ServiceLoader}. */
public interface ClusterProvider {
    /** Whether the libraries that it needs are there. */
    boolean isUsable();

    /** Throws {@link IllegalArgumentException} for what is no URL of such a cluster; the message says what is one. */
    void requireUrl(String url);

    /**
     * Connects.
     *
     * @param gemm what its machines multiply matrices with, as {@link io.minibatch.backend.BackendOptions#gemm}
     * @param fused whether they may claim whole steps, as {@link io.minibatch.backend.BackendOptions#fused}
     * @throws ClusterException where it cannot be reached
     */
    Cluster open(String url, String gemm, String fused);
}
