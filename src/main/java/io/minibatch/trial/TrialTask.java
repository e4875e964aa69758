package io.minibatch.trial;

import io.minibatch.backend.BackendException;
import io.minibatch.data.DataSource;
import io.minibatch.distributed.Machine;
import io.minibatch.distributed.Task;
import io.minibatch.spec.PreparedTraining;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Carries a trial out on a machine of a cluster.
 *
 * @param preparation one for all tasks of a machine, so that data are loaded once
 * @param data what this machine has, by {@link Place#dataOf}
 */
record TrialTask(Preparation preparation, String data) implements Task<Trial, TrialResult> {
    @Override
    public TrialResult call(Trial trial, Machine machine) {
        Place place = new Place(machine.backends(), machine.threads(), "cpu", true, data);
        try {
            Map<Trial, Outcome> outcomes = new LocalWorkers(
                            machine.scratch().resolve("minibatch-trials"), this::prepare, place, new Silence())
                    .run(List.of(trial), true);
            return new TrialResult(outcomes == null ? null : outcomes.get(trial), null);
        } catch (TrialException | BackendException failed) {
            return new TrialResult(null, failed);
        }
    }

    private PreparedTraining prepare(Trial trial) {
        PreparedTraining training = preparation.prepare(trial);
        DataSource source = training.split().source();
        if (!Place.dataOf(source).equals(data)) {
            throw new TrialException("an executor has different data from this machine: " + source.description()
                    + "; name a data folder that all have");
        }
        return training;
    }

    /** The machine that sent the trial reports its progress. */
    private static final class Silence implements Workers.Progress {
        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {};
        }

        @Override
        public void ended(Trial trial, Outcome outcome, boolean known) {}
    }
}
