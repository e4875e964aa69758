package io.minibatch.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the work of one operation at a time. Handing it out allocates nothing and, while operations follow
 * each other closely, wakes nobody: the threads spin for a moment before they sleep.
 */
final class Workers implements AutoCloseable {
    /** Elementary steps below which the hand-over, about a microsecond, costs more than a second thread saves. */
    private static final long MIN_WORK = 16_384;

    private static final int SPINS = 10_000;

    private final Thread[] threads;
    private final AtomicInteger pending = new AtomicInteger();
    private @Nullable Operation shared;
    private volatile int generation;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** Creates a crew of {@code count} threads, the caller of {@link #carryOut} being one of them. */
    Workers(int count) {
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int part = i + 1;
            threads[i] = new Thread(() -> serve(part), "minibatch-cpu-" + part);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    int count() {
        return threads.length + 1;
    }

    void carryOut(Operation operation) {
        operation.begin();
        if (threads.length == 0 || operation.work() < MIN_WORK) {
            operation.run(0, operation.length());
        } else {
            share(operation);
        }
        operation.finish();
    }

    private void share(Operation operation) {
        shared = operation;
        pending.set(threads.length);
        generation++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        try {
            runPart(operation, 0);
        } finally {
            await();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a CPU thread failed: " + thrown, thrown);
        }
    }

    private void await() {
        for (int spins = 0; pending.get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private void runPart(Operation operation, int part) {
        long length = operation.length();
        int from = (int) (length * part / count());
        int to = (int) (length * (part + 1) / count());
        if (from < to) {
            operation.run(from, to);
        }
    }

    private void serve(int part) {
        int seen = 0;
        while (true) {
            for (int spins = 0; generation == seen && !closed; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            Operation operation = shared;
            if (closed || operation == null) {
                return;
            }
            seen = generation;
            try {
                runPart(operation, part);
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                pending.decrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
