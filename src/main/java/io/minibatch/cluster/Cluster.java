package io.minibatch.cluster;

import io.minibatch.data.Dataset;
import io.minibatch.train.Gradients;
import io.minibatch.train.ShardPlan;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Workers;
import java.nio.file.Path;

/** Machines that compute for this one, on their CPUs. */
public interface Cluster extends AutoCloseable {
    /** Returns in words which it is. */
    String description();

    /** Returns how many tasks it carries out at once. */
    int parallelism();

    /**
     * Returns what carries trials out, each one task on one core, or as many as the cluster gives a task. To close it is to
     * close the cluster.
     *
     * @param folder here, in which outcomes are kept as {@link io.minibatch.trial.Laboratory} keeps them
     * @param place whose data the other machines must have too, and whose archive is gone on with
     */
    Workers workers(Path folder, Preparation preparation, Place place, Workers.Progress progress);

    /** Sends each shard of the training images to where its gradients are to be computed. */
    Gradients gradients(ShardPlan plan, Dataset training);

    @Override
    void close();
}
