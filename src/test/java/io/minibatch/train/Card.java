package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;

/** The device under check. */
@FunctionalInterface
interface Card {
    /** @param fused {@link BackendOptions#AUTO} or {@link BackendOptions#OFF} */
    Backend open(Precision precision, String fused);

    /** Opens a backend that may claim whole steps. */
    default Backend open(Precision precision) {
        return open(precision, BackendOptions.AUTO);
    }
}
