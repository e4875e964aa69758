package io.minibatch.backend;

/** Memory that a {@link Backend} owns. Closing twice is allowed; using it after closing is an error. */
public interface DeviceMemory extends AutoCloseable {
    /** Returns whether this memory, or the backend that owns it, was closed. */
    boolean isClosed();

    @Override
    void close();
}
