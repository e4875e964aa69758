package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.network.Network;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.DivergedException;
import io.minibatch.train.Measurement;
import io.minibatch.train.StopReason;
import io.minibatch.train.Trainer;
import io.minibatch.train.TrainingDevice;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Trains one network, or the members of a committee one after the other, and measures what was trained. */
final class NetworkTrial {
    private static final double SMALL = 0.01;
    private static final long BETWEEN_CHECKPOINTS_NS = 30_000_000_000L;
    private static final Measurement NOTHING = new Measurement(0, Map.of(), 0, 0, 0);

    private final List<Member> members;
    private final Limit limit;
    private final FinalMeasure measure;
    private final long betweenCheckpoints;
    private volatile @Nullable Trainer running;
    private volatile boolean stopped;

    /**
     * A network to be trained.
     *
     * @param checkpoints the folder of its checkpoints
     */
    record Member(PreparedTraining training, Path checkpoints) {}

    /** A network that was trained, with what was recorded meanwhile. */
    private record Trained(TrainingResult result, Recorder recorder) {
        Measurement last() {
            List<Measurement> measured = result.history().measurements();
            return measured.isEmpty() ? NOTHING : measured.get(measured.size() - 1);
        }
    }

    /**
     * Creates a trial.
     *
     * @param members on the same data; where they have a named measure, each leaves a checkpoint of its last epoch, so
     *     that neither a resumed trial nor one with another measure trains it again
     */
    NetworkTrial(List<Member> members, Limit limit, FinalMeasure measure) {
        this(members, limit, measure, measure.named() ? 0 : BETWEEN_CHECKPOINTS_NS);
    }

    /** Creates a trial of one network, which is measured on the test data. */
    NetworkTrial(PreparedTraining training, Limit limit, Path checkpointFolder) {
        this(training, limit, checkpointFolder, BETWEEN_CHECKPOINTS_NS);
    }

    /** Creates a trial that saves checkpoints at the ends of epochs, so many nanoseconds or more apart. */
    NetworkTrial(PreparedTraining training, Limit limit, Path checkpointFolder, long betweenCheckpoints) {
        this(List.of(new Member(training, checkpointFolder)), limit, FinalMeasure.OF_ONE, betweenCheckpoints);
    }

    private NetworkTrial(List<Member> members, Limit limit, FinalMeasure measure, long betweenCheckpoints) {
        this.members = members;
        this.limit = limit;
        this.measure = measure;
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

    /** Returns what came out, null if it was stopped. */
    @Nullable
    Outcome run(Backend backend, DoubleConsumer fraction) {
        return run(backend, fraction, (training, recorder) -> training.trainer(backend, List.of(recorder)));
    }

    /** Returns what came out on a device that other trials use too, null if it was stopped. */
    @Nullable
    Outcome run(TrainingDevice shared, DoubleConsumer fraction) {
        return run(shared.backend(), fraction, (training, recorder) -> training.trainer(shared, List.of(recorder)));
    }

    private @Nullable Outcome run(
            Backend backend, DoubleConsumer fraction, BiFunction<PreparedTraining, Recorder, Trainer> trainers) {
        List<Trained> all = new ArrayList<>();
        for (Member member : members) {
            int before = all.size();
            Recorder recorder = new Recorder(
                    member.checkpoints,
                    betweenCheckpoints,
                    limit,
                    part -> fraction.accept((before + part) / members.size()));
            try {
                Trainer trainer = trainers.apply(member.training, recorder);
                all.add(new Trained(train(member.training, trainer, recorder), recorder));
            } catch (DivergedException diverged) {
                Recorder first = all.isEmpty() ? recorder : all.get(0).recorder;
                return new Outcome(first.series(), Map.of(), new long[Outcome.BINS], Outcome.DIVERGED);
            }
            if (all.get(before).result.reason() == StopReason.CANCELLED && !recorder.isOver()) {
                return null;
            }
        }
        return outcome(backend, all);
    }

    private Outcome outcome(Backend backend, List<Trained> all) {
        Trained first = all.get(0);
        Network network = first.result.network();
        float[] weights = network.parameters();
        int count = network.architecture().weightCount();
        int small = 0;
        long[] histogram = new long[Outcome.BINS];
        for (int i = 0; i < count; i++) {
            small += Math.abs(weights[i]) < SMALL ? 1 : 0;
            double part = (weights[i] / Outcome.WIDEST + 1) / 2;
            histogram[Math.min(Math.max((int) (part * Outcome.BINS), 0), Outcome.BINS - 1)]++;
        }
        double seconds = all.stream().mapToDouble(each -> each.last().seconds()).sum();
        Map<String, Double> values = new HashMap<>(
                Map.of("epochs", first.last().epoch(), "seconds", seconds, "small-weights", (double) small / count));
        List<Network> networks =
                all.stream().map(trained -> trained.result.network()).toList();
        values.putAll(measure.of(backend, members.get(0).training, networks));
        String end = first.recorder.isOver() ? "limit" : first.result.reason().recorded();
        return new Outcome(first.recorder.series(), values, histogram, end);
    }

    private TrainingResult train(PreparedTraining training, Trainer trainer, Recorder recorder) {
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
