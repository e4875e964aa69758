package io.minibatch.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data as they come, before examples are held back for validation.
 *
 * @param validation null if the source brings none
 * @param test null if the source brings none
 * @param notices lines for the user about how the source was understood
 */
record Parts(
        Dataset training,
        @Nullable Dataset validation,
        @Nullable Dataset test,
        DataSource source,
        List<String> notices) {
    Parts {
        notices = List.copyOf(notices);
    }

    /** Creates parts without notices. */
    Parts(Dataset training, @Nullable Dataset validation, @Nullable Dataset test, DataSource source) {
        this(training, validation, test, source, List.of());
    }
}
