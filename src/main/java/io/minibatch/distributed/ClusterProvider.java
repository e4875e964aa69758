package io.minibatch.distributed;

/** Opens clusters of one kind; found by {@link java.util.ServiceLoader}. */
public interface ClusterProvider {
    /** Returns whether the required libraries are available. */
    boolean isUsable();

    /**
     * Throws {@link IllegalArgumentException} for a text that is not a URL of such a cluster; the message gives the
     * form.
     */
    void requireUrl(String url);

    /**
     * Connects.
     *
     * @param gemm what its machines multiply matrices with, as {@link io.minibatch.backend.BackendOptions#gemm}
     * @param fused whether they may claim whole steps, as {@link io.minibatch.backend.BackendOptions#fused}
     * @throws ClusterException if it cannot be reached
     */
    Cluster open(String url, String gemm, String fused);
}
