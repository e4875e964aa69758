package io.minibatch.spark;

import io.minibatch.backend.BackendException;
import io.minibatch.data.DataSource;
import io.minibatch.spec.Training;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.trial.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Carries a trial out on an executor.
 *
 * @param preparation one for all tasks of an executor, so that data are loaded once
 * @param data what the driver has, by {@link Place#dataOf}
 */
record TrialTask(Broadcast<Preparation> preparation, String data, TaskBackend backend)
        implements Function<Trial, TrialResult> {
    @Override
    public TrialResult call(Trial trial) {
        Place place = new Place(backend::open, TaskBackend.threads(), "cpu", true, data);
        Path scratch = Path.of(SparkFiles.getRootDirectory(), "minibatch-trials");
        try {
            Map<Trial, Outcome> outcomes =
                    new Laboratory(scratch, this::prepare, place, new Silence()).carryOut(List.of(trial), true);
            return new TrialResult(outcomes == null ? null : outcomes.get(trial), null);
        } catch (TrialException | BackendException failed) {
            return new TrialResult(null, failed);
        }
    }

    private Training prepare(Trial trial) {
        Training training = preparation.value().prepare(trial);
        DataSource source = training.split().source();
        if (!Place.dataOf(source).equals(data)) {
            throw new TrialException("an executor has other data than this machine: " + source.description()
                    + "; name a folder that all have by --data DIR");
        }
        return training;
    }

    /** The driver says what there is to say. */
    private static final class Silence implements Workers.Progress {
        @Override
        public DoubleConsumer begun(Trial trial) {
            return fraction -> {};
        }

        @Override
        public void ended(Trial trial, Outcome outcome, boolean known) {}
    }
}
