package io.minibatch.backend;

import java.util.ArrayDeque;
import java.util.Deque;

/** Resources that are closed together, the last opened first: when a constructor fails halfway, and at the end. */
public final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Returns a part, which {@link #close} closes. */
    public <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all parts; those after one that fails are closed too, and the first failure is thrown. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                if (first == null) {
                    first = failed instanceof RuntimeException own ? own : new IllegalStateException(failed);
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
