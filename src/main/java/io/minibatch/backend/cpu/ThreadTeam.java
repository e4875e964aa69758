package io.minibatch.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the work of one operation at a time.
 *
 * <p>An operation is cut into a few chunks, and whoever is free takes the next. So the caller never waits for a thread
 * that the operating system is not running, only for chunks that are being computed. Handing out work allocates
 * nothing; while operations follow each other closely, the threads spin and nobody has to be woken.
 */
final class ThreadTeam implements AutoCloseable {
    /**
     * Nanoseconds of work from which on an operation is shared. Handing it over costs up to 7 µs, where two cores of a
     * virtual machine are one of the host's and gain little: too much for less work than this.
     */
    static final long LEAST_WORK = 100_000;

    private static final int CHUNKS_PER_THREAD = 2;
    private static final int SPINS = 10_000;

    private final Worker[] workers;
    private final long leastWork;
    private boolean started;

    /**
     * The number of the operation in the high 32 bits, its number of chunks in the next 16, the next chunk to take in
     * the low 16. As long as a chunk is left, the operation cannot be replaced: whoever takes one by comparing and
     * setting the ticket has read the right operation.
     */
    private final AtomicLong ticket = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private @Nullable Operation operation;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** Creates a team of {@code count} threads, the caller of {@link #carryOut} being one of them. */
    ThreadTeam(int count) {
        this(count, LEAST_WORK);
    }

    /** Creates a team that shares operations of {@code leastWork} nanoseconds and more. */
    ThreadTeam(int count, long leastWork) {
        this.leastWork = leastWork;
        workers = new Worker[count - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker("minibatch-cpu-" + (i + 1));
        }
    }

    int count() {
        return workers.length + 1;
    }

    /** Returns into how many ranges an operation is cut at most. */
    int mostChunks() {
        return workers.length == 0 ? 1 : count() * CHUNKS_PER_THREAD;
    }

    void carryOut(Operation next) {
        next.begin();
        if (workers.length == 0 || next.length() == 1 || next.work() < leastWork) {
            next.run(0, next.length());
        } else {
            share(next);
        }
        next.finish();
    }

    private void share(Operation next) {
        start();
        operation = next;
        int chunks = Math.min(next.length(), count() * CHUNKS_PER_THREAD);
        unfinished.set(chunks);
        long number = (ticket.get() >>> 32) + 1;
        ticket.set((number << 32) | ((long) chunks << 16));
        for (Worker worker : workers) {
            worker.wake();
        }
        while (takeChunk()) {}
        for (int spins = 0; unfinished.get() > 0; spins++) {
            relax(spins);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a CPU thread failed: " + thrown, thrown);
        }
    }

    /** Starts the threads where they are needed for the first time: many backends never share an operation. */
    private void start() {
        if (!started) {
            started = true;
            for (Worker worker : workers) {
                worker.start();
            }
        }
    }

    /** Computes one chunk of the current operation, and returns whether there was one left. */
    private boolean takeChunk() {
        long taken = ticket.get();
        int total = (int) (taken >>> 16) & 0xFFFF;
        int chunk = (int) taken & 0xFFFF;
        Operation current = operation;
        if (chunk >= total || current == null) {
            return false;
        }
        if (!ticket.compareAndSet(taken, taken + 1)) {
            return true;
        }
        try {
            long length = current.length();
            current.run((int) (length * chunk / total), (int) (length * (chunk + 1) / total));
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            unfinished.decrementAndGet();
        }
        return true;
    }

    private static void relax(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
        for (Worker worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private final class Worker extends Thread {
        private volatile boolean asleep;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long seen = 0;
            while (!closed) {
                seen = awaitOperationAfter(seen);
                while (!closed && takeChunk()) {}
            }
        }

        /** Returns the number of an operation other than {@code seen}, or any number once the crew is closed. */
        private long awaitOperationAfter(long seen) {
            for (int spins = 0; spins < SPINS; spins++) {
                long number = ticket.get() >>> 32;
                if (number != seen || closed) {
                    return number;
                }
                Thread.onSpinWait();
            }
            asleep = true;
            while (ticket.get() >>> 32 == seen && !closed) {
                LockSupport.park(ThreadTeam.this);
            }
            asleep = false;
            return ticket.get() >>> 32;
        }
    }
}
