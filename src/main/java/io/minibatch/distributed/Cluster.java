package io.minibatch.distributed;

import io.minibatch.data.Dataset;

/** Machines that compute for this one, on their CPUs. */
public interface Cluster extends AutoCloseable {
    /** Returns in words which it is. */
    String description();

    /** Returns the number of tasks that run at once. */
    int parallelism();

    /** Sends a task to the machines; each run has one core, or as many as the cluster gives a task. */
    <T, R> Tasks<T, R> tasks(Task<T, R> task);

    /** Sends each shard of the training images to where its gradients are to be computed. */
    Gradients gradients(ShardPlan plan, Dataset training);

    @Override
    void close();
}
