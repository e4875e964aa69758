package io.minibatch.cli;

import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.Clusters;
import io.minibatch.trial.ClusterWorkers;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Workers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The flag that lets other machines compute. */
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

    /** Throws {@link IllegalArgumentException} with a line that names the flag where there can be no such cluster. */
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

    /** Connects, says which cluster it is, and returns it; null where the flag was not given. */
    @Nullable
    Cluster open(BackendArguments device) {
        if (url == null) {
            return null;
        }
        Cluster cluster = Clusters.provider(url).open(url, device.gemm(), device.fused());
        LOG.info("Cluster: {}", cluster.description());
        return cluster;
    }

    /** Returns what carries out trials in a place there, or here where the flag was not given. */
    Workers workers(
            Path folder, Preparation preparation, Place place, BackendArguments device, Workers.Progress progress) {
        Cluster cluster = open(device);
        return cluster == null
                ? new LocalWorkers(folder, preparation, place, progress)
                : new ClusterWorkers(cluster, folder, preparation, place, progress);
    }
}
