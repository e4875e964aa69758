package io.minibatch.cli;

import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.Clusters;
import io.minibatch.trial.ClusterWorkers;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Workers;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that computes on a cluster. */
final class ClusterArguments {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterArguments.class);

    @Option(
            names = "--on",
            paramLabel = "URL",
            description = "Apache Spark cluster to compute on, with its CPUs: spark://HOST:PORT or local[N]. Needs a "
                    + "build by 'mvn -Pspark package'.")
    private @Nullable String url;

    boolean isGiven() {
        return url != null;
    }

    /**
     * Throws {@link IllegalArgumentException} if the option cannot be used.
     *
     * @param minimizes whether the optimizer is full-batch
     */
    void requireFit(boolean minimizes) {
        if (minimizes && isGiven()) {
            throw new IllegalArgumentException("--on cannot be combined with an optimizer that works on all training "
                    + "examples at once; leave --on out");
        }
    }

    /**
     * Throws {@link IllegalArgumentException}, in one line that names the option, if this build has no such cluster.
     */
    void requireProvider(BackendArguments device) {
        if (url != null) {
            try {
                Clusters.provider(url);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException("--on " + url + ": " + wrong.getMessage(), wrong);
            }
            device.takeCpu("--on");
        }
    }

    /**
     * Logs the overhead of a training on the cluster, measured in native-notes/spark.md.
     *
     * @param batch examples in a mini-batch
     * @param examples training examples
     */
    void sayCost(int batch, int examples) {
        if (url != null) {
            LOG.info(cost(url, batch, examples));
        }
    }

    static String cost(String url, int batch, int examples) {
        boolean threads = url.startsWith("local");
        long steps = (examples + batch - 1L) / batch;
        double seconds = steps * (threads ? 0.01 : 0.02);
        return String.format(
                Locale.ROOT,
                "Spark adds about %s ms to each step: at least %s in each epoch of %,d %s; a larger --batch makes fewer"
                        + " steps",
                threads ? "10" : "20 to 50",
                seconds < 1 ? Math.round(1e3 * seconds) + " ms" : Math.round(seconds) + " s",
                steps,
                steps == 1 ? "step" : "steps");
    }

    /** Connects to the cluster, logs its description and returns it; null without the option. */
    @Nullable
    Cluster open(BackendArguments device) {
        if (url == null) {
            return null;
        }
        Cluster cluster = Clusters.provider(url).open(url, device.gemm(), device.fused());
        LOG.info("Cluster: {}", cluster.description());
        return cluster;
    }

    /** Returns the workers of trials: the cluster's, or this machine's without the option. */
    Workers workers(
            Path folder, Preparation preparation, Place place, BackendArguments device, Workers.Progress progress) {
        Cluster cluster = open(device);
        return cluster == null
                ? new LocalWorkers(folder, preparation, place, progress)
                : new ClusterWorkers(cluster, folder, preparation, place, progress);
    }
}
