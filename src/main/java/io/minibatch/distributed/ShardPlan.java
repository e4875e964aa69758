package io.minibatch.distributed;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import io.minibatch.train.Regularization;
import io.minibatch.train.TrainingOptions;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The plan by which a cluster computes the gradient of a mini-batch in parts: each shard holds every {@code shards}-th
 * training image, and gives equally many to each mini-batch, in an order drawn anew in every epoch.
 *
 * @param regularization shards apply its dropout and label smoothing
 * @param augmentation varies the training images anew in each epoch, null for not
 * @param seed the run's
 * @param rows examples that a shard gives to a mini-batch; the last of an epoch may have fewer
 */
public record ShardPlan(
        Architecture architecture,
        Regularization regularization,
        @Nullable Augmentation augmentation,
        long seed,
        int shards,
        int rows)
        implements Serializable {
    /**
     * Returns the plan of a run.
     *
     * @throws IllegalArgumentException if the mini-batches or the images do not go evenly into the shards
     */
    public static ShardPlan of(TrainingOptions options, Architecture architecture, int examples, int shards) {
        int batch = Math.min(options.hyperparameters().batchSize(), examples);
        if (shards < 1 || shards > examples) {
            throw new IllegalArgumentException("shards must be 1 to the " + examples + " examples, not " + shards);
        }
        if (batch % shards != 0 && batch < examples) {
            throw new IllegalArgumentException("batch must be a multiple of the " + shards + " shards, not " + batch);
        }
        Regularization given = options.hyperparameters().regularization();
        Regularization inShards = new Regularization(WeightPenalty.NONE, given.dropout(), 0, given.labelSmoothing());
        int rows = (batch + shards - 1) / shards;
        return new ShardPlan(architecture, inShards, options.augmentation(), options.seed(), shards, rows);
    }

    /** Returns the images of a shard, counted from 0. */
    public Dataset part(Dataset training, int shard) {
        return training.shard(shard, shards);
    }

    /**
     * Returns what a shard's order, dropout masks and variants are drawn by. Step 0 is the order of a run without
     * shards.
     */
    long seedOf(int shard) {
        RandomStream stream = new RandomStream(seed, Purpose.SHUFFLE, 0, 1 + shard);
        return (long) stream.bits(0) << Integer.SIZE | Integer.toUnsignedLong(stream.bits(1));
    }

    /** Returns the step that computes the gradient of a shard's part of a mini-batch. */
    StepPlan step(int capacity) {
        return architecture
                .plan(capacity, regularization.dropout(), regularization.labelSmoothing())
                .with(augmentation);
    }
}
