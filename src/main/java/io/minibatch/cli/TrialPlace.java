package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataSource;
import io.minibatch.trial.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The place that the flags choose for trials. */
final class TrialPlace {
    private static final Logger LOG = LoggerFactory.getLogger(TrialPlace.class);

    private TrialPlace() {}

    /** Says which backend and data it is. */
    static Place of(BackendArguments device, DataSource source) {
        LOG.info("Data: {}", source.description());
        Backends.Choice choice = device.choose(1);
        try (Backend backend = choice.backend()) {
            LOG.info("Backend: {}", choice.reason());
            return new Place(
                    threads -> device.choose(threads).backend(),
                    device.threads(),
                    backend.name() + ": " + backend.device(),
                    backend.name().equals("cpu"),
                    Place.dataOf(source));
        }
    }
}
