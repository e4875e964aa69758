package io.minibatch.data;

import org.jspecify.annotations.Nullable;

/**
 * Data as they come, before examples are held back for validation.
 *
 * @param validation null where the source brings none
 * @param test null where the source brings none
 */
record Parts(
        Dataset training,
        @Nullable Dataset validation,
        @Nullable Dataset test,
        DataSource source) {}
