package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Measurement;
import io.minibatch.train.NetworkScore;
import io.minibatch.train.Score;
import io.minibatch.train.StopReason;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingDevice;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Trains one network and measures it. */
final class NetworkTrial {
    private static final double SMALL = 0.01;
    private static final long BETWEEN_CHECKPOINTS_NS = 30_000_000_000L;
    private static final Measurement NOTHING = new Measurement(0, Map.of(), 0, 0, 0);

    private final PreparedTraining training;
    private final Limit limit;
    private final Path checkpointFolder;
    private final long betweenCheckpoints;
    private volatile @Nullable Trainer running;
    private volatile boolean stopped;

    NetworkTrial(PreparedTraining training, Limit limit, Path checkpointFolder) {
        this(training, limit, checkpointFolder, BETWEEN_CHECKPOINTS_NS);
    }

    /** Creates a trial that saves checkpoints at the ends of epochs, so many nanoseconds or more apart. */
    NetworkTrial(PreparedTraining training, Limit limit, Path checkpointFolder, long betweenCheckpoints) {
        this.training = training;
        this.limit = limit;
        this.checkpointFolder = checkpointFolder;
        this.betweenCheckpoints = betweenCheckpoints;
    }

    /** Ends it soon; {@link #run} then returns null. */
    void requestStop() {
        stopped = true;
        Trainer trainer = running;
        if (trainer != null) {
            trainer.requestStop();
        }
    }

    /** Returns what came out, null where it was stopped. */
    @Nullable
    Outcome run(Backend backend, DoubleConsumer fraction) {
        return run(backend, fraction, recorder -> training.trainer(backend, List.of(recorder)));
    }

    /** Returns what came out on a device that other trials use too, null where it was stopped. */
    @Nullable
    Outcome run(TrainingDevice shared, DoubleConsumer fraction) {
        return run(shared.backend(), fraction, recorder -> training.trainer(shared, List.of(recorder)));
    }

    private @Nullable Outcome run(Backend backend, DoubleConsumer fraction, Function<Recorder, Trainer> trainer) {
        Recorder recorder = new Recorder(checkpointFolder, betweenCheckpoints, limit, fraction);
        TrainingResult result;
        try {
            result = train(trainer.apply(recorder), recorder);
        } catch (DivergedException diverged) {
            return new Outcome(recorder.series(), Map.of(), new long[Outcome.BINS], Outcome.DIVERGED);
        }
        if (result.reason() == StopReason.REQUESTED && !recorder.isOver()) {
            return null;
        }
        List<Measurement> measured = result.history().measurements();
        Measurement last = measured.isEmpty() ? NOTHING : measured.get(measured.size() - 1);
        float[] weights = result.network().parameters();
        int count = result.network().architecture().weightCount();
        int small = 0;
        long[] histogram = new long[Outcome.BINS];
        for (int i = 0; i < count; i++) {
            small += Math.abs(weights[i]) < SMALL ? 1 : 0;
            double part = (weights[i] / Outcome.WIDEST + 1) / 2;
            histogram[Math.min(Math.max((int) (part * Outcome.BINS), 0), Outcome.BINS - 1)]++;
        }
        Map<String, Double> values = new HashMap<>(
                Map.of("epochs", last.epoch(), "seconds", last.seconds(), "small-weights", (double) small / count));
        Dataset test = training.split().test();
        if (test != null) {
            values.put(
                    Outcome.testName(Score.of(test.schema().task())), NetworkScore.of(backend, result.network(), test));
        }
        String end = recorder.isOver() ? "limit" : result.reason().name().toLowerCase(Locale.ROOT);
        return new Outcome(recorder.series(), values, histogram, end);
    }

    private TrainingResult train(Trainer trainer, Recorder recorder) {
        running = trainer;
        if (stopped) {
            trainer.requestStop();
        }
        TrainingState saved = training.minimizer() == null
                ? recorder.resume(training.initial().architecture())
                : null;
        return trainer.train(
                saved == null ? TrainingState.start(training.initial()) : saved,
                training.split().training(),
                training.split().validation());
    }
}
