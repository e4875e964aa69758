package io.minibatch.spark;

import io.minibatch.data.Dataset;
import io.minibatch.distributed.MeanGradient;
import io.minibatch.distributed.ShardGradient;
import io.minibatch.distributed.ShardPlan;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A shard of the training images on the executor that keeps it, with the memory of its steps. */
final class Shard implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final ShardPlan plan;
    private final int number;
    private final Dataset images;
    private final TaskBackend backend;

    /** Opened by the first step, after Spark has looked how large a shard is. */
    private transient @Nullable ShardGradient gradient;

    Shard(ShardPlan plan, int number, Dataset images, TaskBackend backend) {
        this.plan = plan;
        this.number = number;
        this.images = images;
        this.backend = backend;
    }

    /** A task that Spark gave up may still run beside the one that replaced it. */
    synchronized MeanGradient gradient(float[] parameters, int epoch, int step) {
        if (gradient == null) {
            gradient = new ShardGradient(backend.open(TaskBackend.threads()), plan, number, images);
        }
        return gradient.at(parameters, epoch, step);
    }
}
