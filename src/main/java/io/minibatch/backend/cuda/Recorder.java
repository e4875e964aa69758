package io.minibatch.backend.cuda;

import io.minibatch.backend.Step;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what calling an operation does: it runs, it only prepares what a capture needs, or it is captured. */
final class Recorder {
    private enum Mode {
        EAGER,
        /** Only products run, as no-ops, so that cuBLAS loads what they need before they are captured. */
        WARMING,
        RECORDING
    }

    private final Context context;
    private Mode mode = Mode.EAGER;

    Recorder(Context context) {
        this.context = context;
    }

    boolean isWarming() {
        return mode == Mode.WARMING;
    }

    boolean isRecording() {
        return mode == Mode.RECORDING;
    }

    /** Launches or captures an operation. */
    void launch(Runnable operation) {
        issue(() -> {
            if (mode != Mode.WARMING) {
                operation.run();
            }
        });
    }

    /** Runs an operation that handles each mode itself. */
    void issue(Runnable operation) {
        context.use().run(() -> {
            context.makeCurrent();
            operation.run();
        });
    }

    /** Carries out what cannot be recorded. */
    void eager(String operation, Runnable work) {
        context.use().run(() -> {
            eagerOnly(operation);
            work.run();
        });
    }

    /** Returns the result of an operation that cannot be recorded. */
    <T extends @Nullable Object> T eager(String operation, Supplier<T> work) {
        return context.use().get(() -> {
            eagerOnly(operation);
            return work.get();
        });
    }

    private void eagerOnly(String operation) {
        if (mode != Mode.EAGER) {
            throw new IllegalStateException(operation + " cannot be recorded");
        }
        context.makeCurrent();
    }

    /** Returns the operations as a step; they run once now, and once for each capture. */
    Step record(Runnable operations) {
        return eager("record", () -> {
            in(Mode.WARMING, () -> {
                operations.run();
                context.synchronize();
            });
            return new CudaStep(context, () -> {
                eagerOnly("run");
                in(Mode.RECORDING, operations);
            });
        });
    }

    private void in(Mode other, Runnable work) {
        try {
            mode = other;
            work.run();
        } finally {
            mode = Mode.EAGER;
        }
    }
}
