package io.minibatch.distributed;

import java.io.Serializable;

/**
 * Work that the machines of a cluster do. A machine gets one copy of it for all arguments, and a task whose machine was
 * lost runs again on another.
 *
 * @param <T> the argument, which is serializable
 * @param <R> the result, which is serializable
 */
@FunctionalInterface
public interface Task<T, R> extends Serializable {
    /** Returns the result for an argument; called from several threads of a machine at once. */
    R call(T argument, Machine machine);
}
