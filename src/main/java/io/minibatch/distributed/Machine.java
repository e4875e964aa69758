package io.minibatch.distributed;

import io.minibatch.backend.Backend;
import java.nio.file.Path;
import java.util.function.IntFunction;

/**
 * The machine that a task runs on.
 *
 * @param backends opens the backend with so many threads
 * @param threads that the task may use, at least 1
 * @param scratch a folder of this machine, gone when the cluster is closed
 */
public record Machine(IntFunction<Backend> backends, int threads, Path scratch) {}
