package io.minibatch.backend;

import java.util.List;

/** Makes one kind of {@link Backend}; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** Returns the name by which users choose it. */
    String name();

    /**
     * Returns what was found of what it needs on this machine, in the order in which it needs it. It can be opened where
     * none is {@link Finding.Missing}. Quick: it opens nothing.
     */
    List<Finding> findings(BackendOptions options);

    /** Returns the same and what only opening the device tells, for a report. */
    default List<Finding> examine(BackendOptions options) {
        return findings(options);
    }

    /**
     * Opens the device.
     *
     * @throws BackendException where it cannot be used
     */
    Backend open(BackendOptions options);
}
