package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.data.DataSource;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.trial.Place;
import io.minibatch.trial.Workers;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The place that the flags choose for trials. */
final class TrialPlace {
    private static final Logger LOG = LoggerFactory.getLogger(TrialPlace.class);

    private TrialPlace() {}

    /** Says how many trials ran at the same time, where it was more than one. */
    static void sayMostAtOnce(Workers workers, Consumer<String> say) {
        int most = workers.maxConcurrent();
        if (most > 1) {
            say.accept("Up to " + most + " trials ran at the same time.");
        }
    }

    /**
     * Says which backend and data it is.
     *
     * @param first what the first trial trains
     * @param most how many trials may run together on a GPU
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
