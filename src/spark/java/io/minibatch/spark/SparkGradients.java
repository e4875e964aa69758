package io.minibatch.spark;

import io.minibatch.data.Dataset;
import io.minibatch.distributed.Gradients;
import io.minibatch.distributed.MeanGradient;
import io.minibatch.distributed.ShardPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Gradients by a job of one task for each shard. A shard stays with the executor that has it; where that is lost,
 * another takes it from the driver again and continues at the same step.
 *
 * <p>The parts are added up here, in the order of the shards: {@code treeAggregate}, {@code reduce} and {@code fold}
 * merge in the order in which tasks happen to end, which moves the last bits.
 */
final class SparkGradients implements Gradients {
    private final SparkCluster cluster;
    private final List<Broadcast<Dataset>> images = new ArrayList<>();
    private final JavaRDD<Shard> shards;

    SparkGradients(SparkCluster cluster, ShardPlan plan, Dataset training) {
        this.cluster = cluster;
        List<Integer> numbers = IntStream.range(0, plan.shards()).boxed().toList();
        numbers.forEach(shard -> images.add(cluster.context().broadcast(plan.part(training, shard))));
        List<Broadcast<Dataset>> sent = images;
        TaskBackend backend = cluster.backend();
        shards = cluster.context()
                .parallelize(numbers, plan.shards())
                .map(shard -> new Shard(plan, shard, sent.get(shard).value(), backend))
                .persist(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public float[] at(float[] parameters, int epoch, int step) {
        return SparkCluster.run(() -> {
            Broadcast<float[]> sent = cluster.context().broadcast(parameters);
            List<MeanGradient> parts = shards.map(shard -> shard.gradient(sent.value(), epoch, step))
                    .collect();
            sent.destroy();
            return MeanGradient.of(parts).values();
        });
    }

    @Override
    public void close() {
        shards.unpersist(false);
        images.forEach(Broadcast::destroy);
    }
}
