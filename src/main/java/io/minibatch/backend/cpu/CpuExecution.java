package io.minibatch.backend.cpu;

import io.minibatch.backend.ExclusiveUse;
import io.minibatch.backend.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries operations out, or records them, for one thread at a time. */
final class CpuExecution {
    private final ThreadTeam workers;
    private final ExclusiveUse use = new ExclusiveUse(CpuBackend.NAME);
    private @Nullable List<Operation> recording;
    private boolean closed;

    /**
     * Creates an execution on {@code threads} threads, the caller's being one of them, that share operations of
     * {@code leastWork} nanoseconds and more.
     */
    CpuExecution(int threads, long leastWork) {
        workers = new ThreadTeam(threads, leastWork);
    }

    int threads() {
        return workers.count();
    }

    /** Returns into how many ranges an operation is cut at most. */
    int mostChunks() {
        return workers.mostChunks();
    }

    /** Carries an operation out, or makes it part of the record. */
    void issue(Operation operation) {
        use.begin();
        try {
            if (recording != null) {
                recording.add(operation);
            } else {
                operation.beforeSteps();
                workers.carryOut(operation);
                operation.afterSteps();
            }
        } finally {
            use.end();
        }
    }

    /** Issues an operation that is made while this thread has the backend. */
    void issue(Supplier<Operation> operation) {
        use.run(() -> issue(operation.get()));
    }

    /** Issues several operations as one. */
    void issueAll(Runnable operations) {
        use.run(operations);
    }

    /** Carries out what cannot be recorded. */
    void eager(String operation, Runnable work) {
        use.run(() -> {
            eagerOnly(operation);
            work.run();
        });
    }

    /** Carries out what cannot be recorded, and returns its result. */
    <T> T eager(String operation, Supplier<T> work) {
        return use.get(() -> {
            eagerOnly(operation);
            return work.get();
        });
    }

    /** Carries out an operation that cannot be recorded, without allocating. */
    void eager(String name, Operation operation) {
        begin(name);
        try {
            workers.carryOut(operation);
        } finally {
            end();
        }
    }

    /** Begins what cannot be recorded, without allocating; {@link #end} ends it. */
    void begin(String operation) {
        use.begin();
        if (recording != null) {
            use.end();
            eagerOnly(operation);
        }
    }

    void end() {
        use.end();
    }

    Step record(Runnable operations) {
        return eager("record", () -> {
            List<Operation> recorded = new ArrayList<>();
            recording = recorded;
            try {
                operations.run();
            } finally {
                recording = null;
            }
            return step(recorded);
        });
    }

    /** Returns the step of some operations. */
    Step step(List<Operation> operations) {
        return new CpuStep(this, workers, operations.toArray(Operation[]::new));
    }

    private void eagerOnly(String operation) {
        if (recording != null) {
            throw new IllegalStateException(operation + " cannot be recorded");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes memory; does nothing if all is closed. */
    void close(Runnable work) {
        use.runUnlessClosed(work);
    }

    void close() {
        use.close(() -> {
            closed = true;
            workers.close();
        });
    }
}
