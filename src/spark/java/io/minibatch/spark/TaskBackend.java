package io.minibatch.spark;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.distributed.Machine;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;

/**
 * The backend of a task.
 *
 * @param gemm what matrices are multiplied with
 * @param fused whether whole steps may be claimed: auto or off
 */
record TaskBackend(String gemm, String fused) implements Serializable {
    /** Returns how many threads the task that asks may have. */
    static int threads() {
        return TaskContext.get().cpus();
    }

    /** Returns the machine of the task that asks. */
    Machine machine() {
        return new Machine(this::open, threads(), Path.of(SparkFiles.getRootDirectory()));
    }

    Backend open(int threads) {
        BackendOptions options =
                BackendOptions.withThreads(threads).withGemm(gemm).withFused(fused);
        return Backends.open("cpu", options).backend();
    }
}
