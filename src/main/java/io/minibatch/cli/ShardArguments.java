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

/** The option that splits the training examples over a cluster. */
final class ShardArguments {
    @Option(
            names = "--shards",
            paramLabel = "N",
            description =
                    "With --on, parts of the training set; --batch must be a multiple of N (default: the cluster's cores).")
    private @Nullable Integer shards;

    /** Returns the number of shards, null before {@link #gradients} without the option. */
    @Nullable
    Integer number() {
        return shards;
    }

    /** Throws {@link IllegalArgumentException} if the option is given without a cluster. */
    void requireFit(ClusterArguments cluster) {
        if (shards != null && !cluster.isGiven()) {
            throw new IllegalArgumentException("--shards needs --on, which names the cluster");
        }
    }

    /** Returns the gradients computed on a cluster; throws {@link ParameterException} for a wrong number of shards. */
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
