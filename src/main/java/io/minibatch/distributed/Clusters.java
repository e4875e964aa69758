package io.minibatch.distributed;

import java.util.ServiceLoader;

/** Finds what opens a cluster. */
public final class Clusters {
    private Clusters() {}

    /**
     * Returns what opens a cluster.
     *
     * @throws IllegalArgumentException if this program cannot open any or the URL is none, in one line
     */
    public static ClusterProvider provider(String url) {
        for (ClusterProvider provider : ServiceLoader.load(ClusterProvider.class)) {
            if (provider.isUsable()) {
                provider.requireUrl(url);
                return provider;
            }
        }
        throw new IllegalArgumentException(
                "Apache Spark is not part of this build; 'mvn -Pspark package' makes one that has it");
    }
}
