package io.minibatch.network;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller at a time use the device, for itself and for those that wait (flat combining, Hendler et al. 2010). A
 * caller that finds the device busy adds a request, and is either served by the caller that uses the device or becomes
 * that caller.
 *
 * <p>No caller is left waiting: whoever frees the device looks for requests afterwards and wakes a caller, and a caller
 * looks whether the device is free after it added its request.
 */
final class RowQueue {
    /**
     * Checks before a caller is suspended, some microseconds: suspending and waking takes longer than a small network.
     */
    private static final int SPINS = 200;

    /** Passes in which a caller serves others before it leaves that to one of them. */
    private static final int PASSES = 4;

    private static final long CLOSE_CHECK_NANOS = 50_000;

    private final RowPasses passes;
    private final String name;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** The request that was added last. */
    private final AtomicReference<@Nullable RowRequest> last = new AtomicReference<>();

    /** Read and written by the caller that uses the device. */
    private boolean closed;

    /** @param name in the message that this is closed */
    RowQueue(RowPasses passes, String name) {
        this.passes = passes;
        this.name = name;
    }

    /** Answers one row of bytes, and returns its class. */
    int answer(byte[] row, float[] outputs) {
        if (busy.compareAndSet(false, true)) {
            try {
                requireOpen();
                return passes.answer(row, outputs);
            } finally {
                serveAndFree(null);
            }
        }
        Predictions one = new Predictions(outputs, new float[outputs.length], new int[1]);
        answer(new RowRequest((pass, place, index) -> pass.put(place, row, 0), one));
        return one.classes()[0];
    }

    /** Answers one row of numbers, and returns its class. */
    int answer(float[] row, float[] outputs) {
        if (busy.compareAndSet(false, true)) {
            try {
                requireOpen();
                return passes.answer(row, outputs);
            } finally {
                serveAndFree(null);
            }
        }
        Predictions one = new Predictions(outputs, new float[outputs.length], new int[1]);
        answer(new RowRequest((pass, place, index) -> pass.put(place, row, 0), one));
        return one.classes()[0];
    }

    /** Answers a request, and returns when it is done. */
    void answer(RowRequest request) {
        add(request);
        boolean interrupted = false;
        for (int spins = 0; !request.isDone(); spins++) {
            if (!busy.get() && busy.compareAndSet(false, true)) {
                serveAndFree(request);
            } else if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                request.park(busy);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        request.throwFailure();
    }

    private void add(RowRequest request) {
        RowRequest before;
        do {
            before = last.get();
            request.setNeighbour(before);
        } while (!last.compareAndSet(before, request));
    }

    /**
     * Serves requests until {@code own} is answered, and then a few passes for the others, and frees the device, which
     * the calling thread holds.
     *
     * @param own the caller's request, null if it is answered
     */
    private void serveAndFree(@Nullable RowRequest own) {
        RowRequest next = null;
        try {
            takeNew();
            for (int pass = 0; passes.next() != null && (pass < PASSES || own != null && !own.isDone()); pass++) {
                passes.pass();
                takeNew();
            }
            next = passes.next();
        } finally {
            busy.set(false);
            next = next == null ? last.get() : next;
            if (next != null) {
                next.wake();
            }
        }
    }

    /** Adds the requests that came meanwhile to those that wait, the oldest first. */
    private void takeNew() {
        RowRequest newest = last.get() == null ? null : last.getAndSet(null);
        RowRequest after = null;
        while (newest != null) {
            RowRequest before = newest.neighbour();
            newest.setNeighbour(after);
            after = newest;
            newest = before;
        }
        while (after != null) {
            RowRequest request = after;
            after = request.neighbour();
            passes.add(request);
        }
        if (closed) {
            passes.failAll(this::isClosed);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw isClosed();
        }
    }

    private IllegalStateException isClosed() {
        return new IllegalStateException(name + " is closed");
    }

    /** Waits until the device is free, and frees its memory, once. Requests that still wait fail. */
    void close(Runnable free) {
        boolean interrupted = false;
        while (!busy.compareAndSet(false, true)) {
            LockSupport.parkNanos(this, CLOSE_CHECK_NANOS);
            interrupted |= Thread.interrupted();
        }
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            serveAndFree(null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
