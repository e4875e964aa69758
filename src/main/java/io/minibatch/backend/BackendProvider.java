package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/** Makes one kind of {@link Backend}; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** Returns the name by which users choose it. */
    String name();

    /** Returns in one line why this machine cannot run it and what would mend that, or null where it can. */
    @Nullable
    String obstacle(BackendOptions options);

    /**
     * Opens the device.
     *
     * @throws BackendException where it cannot be used
     */
    Backend open(BackendOptions options);
}
