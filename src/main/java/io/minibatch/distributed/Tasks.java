package io.minibatch.distributed;

/**
 * A task on a cluster, for one argument after the other or for several at once.
 *
 * @param <T> the argument
 * @param <R> the result
 */
public interface Tasks<T, R> {
    /**
     * Runs the task on one machine and waits for its result. May be called from several threads.
     *
     * @param label names the argument to whoever watches the cluster
     * @throws ClusterException if the task threw an exception or was cancelled, or the cluster failed
     */
    R run(T argument, String label);

    /** Cancels what runs. May be called from any thread. */
    void cancel();

    /** Cancels what runs and everything after it. May be called from any thread. */
    void stop();
}
