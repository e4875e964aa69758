package io.minibatch.cli;

import io.minibatch.data.Split;
import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.Gradients;
import io.minibatch.distributed.ShardPlan;
import io.minibatch.network.Network;
import io.minibatch.train.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flag that says how training examples are spread over a cluster. */
final class ShardArguments {
    @Option(
            names = "--shards",
            paramLabel = "N",
            description =
                    "With --on, parts of the training set; --batch must be a multiple of N (default: the cluster's cores).")
    private @Nullable Integer shards;

    /** Returns the number of shards, which is known from {@link #gradients} on. */
    @Nullable
    Integer number() {
        return shards;
    }

    /** Throws {@link IllegalArgumentException} where the flag is given without a cluster. */
    void requireFit(ClusterArguments cluster) {
        if (shards != null && !cluster.isGiven()) {
            throw new IllegalArgumentException("--shards is for training --on a cluster");
        }
    }

    /** Returns what computes gradients on a cluster; throws {@link ParameterException} for shards that do not fit. */
    Gradients gradients(Cluster machines, TrainingOptions options, Network initial, Split split, CommandSpec spec) {
        int number = shards == null ? machines.parallelism() : shards;
        shards = number;
        try {
            ShardPlan plan = ShardPlan.of(
                    options, initial.architecture(), split.training().size(), number);
            return machines.gradients(plan, split.training());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }
}
