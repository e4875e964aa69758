package io.minibatch.spark;

import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.ClusterException;
import io.minibatch.distributed.ClusterProvider;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens {@link SparkCluster}. It refers to no class of Spark, so that it loads without Spark. */
public final class SparkProvider implements ClusterProvider {
    private static final Pattern LOCAL =
            Pattern.compile("local(\\[(\\d+|\\*)(, *\\d+)?]|-cluster\\[ *\\d+ *, *\\d+ *, *\\d+ *])?");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+):(\\d{1,5})");
    private static final int PATIENCE_MS = 5000;

    @Override
    public boolean isUsable() {
        try {
            Class.forName(
                    "org.apache.spark.api.java.JavaSparkContext",
                    false,
                    getClass().getClassLoader());
            return true;
        } catch (ClassNotFoundException jarWithoutTheFolderBesideIt) {
            return false;
        }
    }

    @Override
    public void requireUrl(String url) {
        if (!LOCAL.matcher(url).matches() && !STANDALONE.matcher(url).matches()) {
            throw new IllegalArgumentException("use spark://HOST:PORT, or local[N] for N threads here");
        }
    }

    @Override
    public Cluster open(String url, String gemm, String fused) {
        Matcher standalone = STANDALONE.matcher(url);
        if (standalone.matches()) {
            requireAnswer(url, standalone.group(1), Integer.parseInt(standalone.group(2)));
        }
        return SparkCluster.connect(url, new TaskBackend(gemm, fused));
    }

    /** Spark itself gives up after a minute, with stack traces. */
    private static void requireAnswer(String url, String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
        } catch (IOException | IllegalArgumentException unreachable) {
            String why = unreachable instanceof IOException failed ? Reason.of(failed) : unreachable.getMessage();
            throw new ClusterException(url + ": no master of a Spark cluster answers there: " + why);
        }
    }
}
