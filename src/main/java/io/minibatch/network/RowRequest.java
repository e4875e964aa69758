package io.minibatch.network;

import io.minibatch.backend.Inference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The rows of one call, and the thread that waits for their answers. */
final class RowRequest {
    /** Source of the rows. */
    interface Rows {
        /** Puts a row of the call into a place of the next pass. */
        void put(Inference pass, int place, int row);
    }

    private final Rows rows;
    private final Predictions answers;
    private final Thread caller = Thread.currentThread();

    /** Its neighbour in the queue: the one before it while callers add requests, then the one after it. */
    private @Nullable RowRequest neighbour;

    /** Rows that were put into passes. */
    private int put;

    private @Nullable Throwable failure;
    private volatile boolean done;
    private volatile boolean parked;

    /** @param answers of as many rows, filled in */
    RowRequest(Rows rows, Predictions answers) {
        this.rows = rows;
        this.answers = answers;
    }

    Predictions answers() {
        return answers;
    }

    /** Returns the number of rows. */
    int size() {
        return answers.classes().length;
    }

    /** Puts the next row into a place of a pass, and returns the row's number. */
    int putNext(Inference pass, int place) {
        rows.put(pass, place, put);
        return put++;
    }

    /** Returns whether rows are left that no pass contains. */
    boolean hasMore() {
        return put < size();
    }

    @Nullable
    RowRequest neighbour() {
        return neighbour;
    }

    void setNeighbour(@Nullable RowRequest other) {
        neighbour = other;
    }

    boolean isFailed() {
        return failure != null;
    }

    /** Makes the call throw the first failure that it is given. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** Ends the wait of the caller. */
    void finish() {
        done = true;
        wake();
    }

    boolean isDone() {
        return done;
    }

    /** Makes a suspended caller check the device again. */
    void wake() {
        if (parked) {
            LockSupport.unpark(caller);
        }
    }

    /** Suspends the caller until {@link #wake}, unless it is done or the device is free. It may return early. */
    void park(AtomicBoolean busy) {
        parked = true;
        if (!done && busy.get()) {
            LockSupport.park(this);
        }
        parked = false;
    }

    /** Throws what the call failed with, if it did. */
    void throwFailure() {
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure instanceof Error thrown) {
            throw thrown;
        }
    }
}
