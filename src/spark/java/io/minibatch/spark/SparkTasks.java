package io.minibatch.spark;

import io.minibatch.distributed.Task;
import io.minibatch.distributed.Tasks;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Each run as a job of one task. */
final class SparkTasks<T, R> implements Tasks<T, R> {
    private final SparkCluster cluster;
    private final Function<T, R> function;
    private final String group;

    SparkTasks(SparkCluster cluster, Task<T, R> task) {
        this.cluster = cluster;
        this.group = UUID.randomUUID().toString();
        Broadcast<Task<T, R>> sent = cluster.context().broadcast(task);
        TaskBackend backend = cluster.backend();
        this.function = argument -> sent.value().call(argument, backend.machine());
    }

    @Override
    public R run(T argument, String label) {
        return SparkCluster.run(() -> {
            cluster.context().setJobGroup(group, label, true);
            return cluster.context()
                    .parallelize(List.of(argument), 1)
                    .map(function)
                    .collect()
                    .get(0);
        });
    }

    @Override
    public void cancel() {
        cluster.context().cancelJobGroup(group);
    }

    @Override
    public void stop() {
        cluster.context().sc().cancelJobGroupAndFutureJobs(group);
    }
}
