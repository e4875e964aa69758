package io.minibatch.trial;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records the measurements of a training and the size of its weights; saves checkpoints of long trials. */
final class Recorder implements TrainingListener {
    private final Path folder;
    private final long betweenCheckpoints;
    private final Checkpoints checkpoints;
    private final Limit limit;
    private final DoubleConsumer fraction;
    private final List<Double> weightRms = new ArrayList<>();
    private History history = new History(List.of());
    private long total = 1;
    private long lastCheckpoint = System.nanoTime();
    private boolean over;

    /**
     * Creates a recorder.
     *
     * @param folder for checkpoints
     * @param betweenCheckpoints nanoseconds from one to the next, at least
     * @param limit where the trial ends before its epochs are done
     * @param fraction told how much of the trial is done
     */
    Recorder(Path folder, long betweenCheckpoints, Limit limit, DoubleConsumer fraction) {
        this.folder = folder;
        this.betweenCheckpoints = betweenCheckpoints;
        this.checkpoints = new Checkpoints(folder, 1);
        this.limit = limit;
        this.fraction = fraction;
    }

    /** Returns where a trial was that was stopped, null if there is no whole checkpoint of it before its end. */
    @Nullable
    TrainingState resume(Architecture architecture) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        TrainingState state = checkpoints.newest(architecture, damaged -> {});
        if (state != null && state.epoch() >= limit.epochs()) {
            return null;
        }
        if (state != null) {
            int measurements = state.progress().measurements().size();
            double[] saved = readWeightRms();
            if (saved.length < measurements) {
                return null;
            }
            history = new History(state.progress().measurements());
            Arrays.stream(saved).limit(measurements).forEach(weightRms::add);
        }
        return state;
    }

    /** Returns a value for each measurement, none where the file is damaged. */
    private double[] readWeightRms() {
        try {
            return TextFile.read(folder.resolve(Outcome.WEIGHT_RMS))
                    .lines()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (CharacterCodingException | NumberFormatException damaged) {
            return new double[0];
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    folder.resolve(Outcome.WEIGHT_RMS) + ": cannot be read: " + Reason.of(unreadable), unreadable);
        }
    }

    @Override
    public void started(long examples) {
        total = examples;
    }

    @Override
    public void progressed(long examples) {
        fraction.accept((double) examples / total);
    }

    @Override
    public void measured(History measured, Supplier<Network> network) {
        history = measured;
        float[] parameters = network.get().parameters();
        double squares = 0;
        int weights = network.get().architecture().weightCount();
        for (int i = 0; i < weights; i++) {
            squares += (double) parameters[i] * parameters[i];
        }
        weightRms.add(Math.sqrt(squares / weights));
        over |= limit.isReached(history);
    }

    @Override
    public void epochEnded(int epoch, Supplier<TrainingState> state) {
        boolean last = epoch >= limit.epochs();
        if (last || System.nanoTime() - lastCheckpoint >= betweenCheckpoints) {
            // Before the checkpoint: records of later epochs than the checkpoint's are skipped when the file is read.
            AtomicFile.writeText(
                    folder.resolve(Outcome.WEIGHT_RMS),
                    weightRms.stream().map(value -> value + "\n").collect(Collectors.joining()));
            checkpoints.epochEnded(epoch, state);
            lastCheckpoint = System.nanoTime();
        }
        over |= last;
    }

    @Override
    public boolean shouldStop() {
        return over;
    }

    /** Returns whether the limit was reached. */
    boolean isOver() {
        return over;
    }

    /** Returns the series of an {@link Outcome}. */
    SortedMap<String, double[]> series() {
        List<Measurement> all = history.measurements();
        SortedMap<String, double[]> series = new TreeMap<>();
        series.put(Outcome.EPOCH, all.stream().mapToDouble(Measurement::epoch).toArray());
        series.put(
                Outcome.SECONDS, all.stream().mapToDouble(Measurement::seconds).toArray());
        series.put("eta", all.stream().mapToDouble(Measurement::eta).toArray());
        series.put(
                "examples-per-second",
                all.stream().mapToDouble(Measurement::examplesPerSecond).toArray());
        for (Monitor monitor : Monitor.values()) {
            double[] values = history.series(monitor);
            if (values.length > 0) {
                series.put(monitor.label(), values);
            }
        }
        series.put(
                Outcome.WEIGHT_RMS,
                weightRms.stream().mapToDouble(Double::doubleValue).toArray());
        return series;
    }
}
