package io.minibatch.backend;

/** A recorded sequence of operations. Replaying it does exactly what calling the operations again would do. */
public interface Step extends AutoCloseable {
    /** Runs the operations {@code times} times, one after the other. */
    void run(int times);

    @Override
    void close();
}
