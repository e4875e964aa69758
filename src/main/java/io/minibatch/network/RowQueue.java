package io.minibatch.network;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller at a time use the device, for itself and for those that wait (flat combining, Hendler et al. 2010). A
 * caller that finds the device busy adds a request, and is either served by the caller that uses the device or becomes that
 * caller.
 *
 * <p>No caller is left waiting: whoever frees the device looks for requests afterwards and wakes a caller, and a caller looks
 * whether the device is free after it added its request.
 */
final class RowQueue {
    /** Checks before a caller is suspended, some microseconds: suspending and waking takes longer than a small network. */
    private static final int SPINS = 200;

    /** Times that a caller serves all others that wait before it leaves that to one of them. */
    private static final int ROUNDS = 4;

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
                serveAndFree();
            }
        }
        Answers one = new Answers(outputs, new int[1]);
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
                serveAndFree();
            }
        }
        Answers one = new Answers(outputs, new int[1]);
        answer(new RowRequest((pass, place, index) -> pass.put(place, row, 0), one));
        return one.classes()[0];
    }

    /** Answers a request, and returns when it is done. */
    void answer(RowRequest request) {
        add(request);
        boolean interrupted = false;
        for (int spins = 0; !request.isDone(); spins++) {
            if (!busy.get() && busy.compareAndSet(false, true)) {
                serveAndFree();
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

    /** Serves the requests that wait, and frees the device, which the calling thread holds. */
    private void serveAndFree() {
        try {
            RowRequest newest = last.get() == null ? null : last.getAndSet(null);
            for (int round = 0; newest != null; round++) {
                serve(oldestFirst(newest));
                newest = round < ROUNDS ? last.getAndSet(null) : null;
            }
        } finally {
            busy.set(false);
            RowRequest waiting = last.get();
            if (waiting != null) {
                waiting.wake();
            }
        }
    }

    /** Turns the links of requests around, and returns the first of them. */
    private static RowRequest oldestFirst(RowRequest newest) {
        RowRequest first = newest;
        RowRequest after = null;
        while (true) {
            RowRequest before = first.neighbour();
            first.setNeighbour(after);
            if (before == null) {
                return first;
            }
            after = first;
            first = before;
        }
    }

    private void serve(RowRequest first) {
        try {
            requireOpen();
            passes.answer(first);
        } catch (RuntimeException | Error failed) {
            for (RowRequest each = first; each != null; each = each.neighbour()) {
                each.fail(failed);
            }
        } finally {
            RowRequest each = first;
            while (each != null) {
                RowRequest next = each.neighbour();
                each.finish();
                each = next;
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
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
            serveAndFree();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
