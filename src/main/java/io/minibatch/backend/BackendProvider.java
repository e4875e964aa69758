package io.minibatch.backend;

import java.util.List;
import java.util.Optional;

/** Makes one kind of {@link Backend}; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** Returns the name by which users choose it. */
    String name();

    /**
     * Returns what was found of what it needs on this machine, in the order in which it needs it. It can be opened
     * where none is {@link Finding.Missing}. Quick: it opens nothing.
     */
    List<Finding> findings(BackendOptions options);

    /** Returns the same and what only opening the device tells, for a report. */
    default List<Finding> examine(BackendOptions options) {
        return findings(options);
    }

    /** Returns in one line what it multiplies matrices with and why; empty if there is only one way. */
    default Optional<String> matrixProducts(BackendOptions options) {
        return Optional.empty();
    }

    /**
     * Opens the device.
     *
     * @throws BackendException if it cannot be used
     */
    Backend open(BackendOptions options);
}
