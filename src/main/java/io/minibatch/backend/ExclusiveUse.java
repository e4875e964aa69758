package io.minibatch.backend;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a backend for the thread that is in one of its operations, and refuses every other thread for so long.
 * Operations may contain operations of the same thread. Between operations, any thread may begin one, and sees all that
 * was written in those before. Once the backend is closed, no thread may begin one.
 *
 * <p>An operation costs one compare-and-set, which no other thread contends for in correct use.
 */
public final class ExclusiveUse {
    private final String backend;
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    /** Operations that the user is in, one inside the other; read and written by the user only. */
    private int depth;
    /** Read and written by the user only. */
    private boolean closed;

    /** Creates the guard of a backend with that name. */
    public ExclusiveUse(String backend) {
        this.backend = backend;
    }

    /**
     * Begins an operation, which {@link #end} ends.
     *
     * @throws IllegalStateException if another thread is in an operation, or the backend is closed
     */
    public void begin() {
        enter();
        if (closed) {
            end();
            throw new IllegalStateException("the " + backend + " backend is closed");
        }
    }

    private void enter() {
        Thread caller = Thread.currentThread();
        Thread other = user.compareAndExchangeAcquire(null, caller);
        if (other != null && other != caller) {
            throw new IllegalStateException("the " + backend + " backend is in use by thread '" + other.getName()
                    + "' and cannot be used by thread '" + caller.getName()
                    + "' at the same time: open a backend for each thread, or let one wait for the other");
        }
        depth++;
    }

    /** Ends the innermost operation. */
    public void end() {
        depth--;
        if (depth == 0) {
            user.setRelease(null);
        }
    }

    /** Does work as one operation. */
    public void run(Runnable work) {
        begin();
        try {
            work.run();
        } finally {
            end();
        }
    }

    /** Does work as one operation, unless the backend is closed: to free memory, which is free then. */
    public void runUnlessClosed(Runnable work) {
        enter();
        try {
            if (!closed) {
                work.run();
            }
        } finally {
            end();
        }
    }

    /** Does work as the last operation. Later calls do nothing. */
    public void close(Runnable work) {
        runUnlessClosed(() -> {
            try {
                work.run();
            } finally {
                closed = true;
            }
        });
    }

    /** Does work as one operation, and returns its result. */
    public <T> T get(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }
}
