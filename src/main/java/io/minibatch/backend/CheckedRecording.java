package io.minibatch.backend;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the operations given to {@link Backend#record} to what a record can be: recordable operations alone, and the
 * same ones each time they are asked for. They are rehearsed before each record, without being passed on, and compared
 * with it.
 */
final class CheckedRecording {
    private @Nullable Thread recorder;
    private boolean rehearsing;
    private List<String> seen = new ArrayList<>();

    /** Asks for the operations twice, the second time to be recorded. */
    void run(Runnable operations) {
        recorder = Thread.currentThread();
        try {
            rehearsing = true;
            List<String> rehearsed = ask(operations);
            rehearsing = false;
            requireSame(rehearsed, ask(operations));
        } finally {
            rehearsing = false;
            recorder = null;
        }
    }

    private List<String> ask(Runnable operations) {
        seen = new ArrayList<>();
        operations.run();
        return seen;
    }

    private static void requireSame(List<String> first, List<String> second) {
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            String before = i < first.size() ? first.get(i) : "nothing";
            String after = i < second.size() ? second.get(i) : "nothing";
            if (!before.equals(after)) {
                throw new IllegalStateException(
                        "record: operations that run several times must be the same each time, but"
                                + " the first run has " + before + " where the second has " + after);
            }
        }
    }

    /** Throws {@link IllegalStateException} if the calling thread is recording. */
    void refuse(String operation) {
        if (isUnderWay()) {
            throw new IllegalStateException(
                    operation + " cannot be recorded: call it outside of the operations given to record");
        }
    }

    /** Returns whether the calling thread is recording. */
    boolean isUnderWay() {
        return recorder == Thread.currentThread();
    }

    /** Returns whether the calling thread's operations are only inspected, not run. */
    boolean isRehearsal() {
        return rehearsing && isUnderWay();
    }

    /** Notes an operation, or an operand of it, of the calling thread. */
    void note(String operation) {
        if (isUnderWay()) {
            seen.add(operation);
        }
    }
}
