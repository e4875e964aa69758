package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.data.DataSource;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.trial.Place;
import io.minibatch.trial.Workers;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The place of trials, by the options of the command. */
final class TrialPlace {
    private static final Logger LOG = LoggerFactory.getLogger(TrialPlace.class);

    private TrialPlace() {}

    /** Prints the number of trials that ran at the same time, if more than one. */
    static void sayMostAtOnce(Workers workers, Consumer<String> say) {
        int most = workers.maxConcurrent();
        if (most > 1) {
            say.accept("Up to " + most + " trials ran at the same time.");
        }
    }

    /**
     * Opens the backend, and logs backend and data.
     *
     * @param first the training of the first trial
     * @param most maximum number of trials that run together on a GPU
     */
    static Place of(BackendArguments device, PreparedTraining first, int most) {
        DataSource source = first.split().source();
        LOG.info("Data: {}", source.description());
        try (Backend backend = device.openForTrials(first.workload(), most).backend()) {
            return new Place(
                    threads -> device.choose(threads).backend(),
                    device.threads(),
                    Place.describe(backend),
                    backend.name().equals("cpu"),
                    Place.dataOf(source));
        }
    }
}
