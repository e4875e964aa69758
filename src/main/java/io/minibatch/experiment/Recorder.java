package io.minibatch.experiment;

import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/** Keeps what is measured while a network trains, and of the weights their size; saves checkpoints of long trials. */
final class Recorder implements TrainingListener {
    private static final long BETWEEN_CHECKPOINTS_NS = 30_000_000_000L;

    private final TrainingListener checkpoints;
    private final DoubleConsumer fraction;
    private final List<Double> weightRms = new ArrayList<>();
    private History history = new History(List.of());
    private long total = 1;
    private long lastCheckpoint = System.nanoTime();

    /**
     * Creates a recorder.
     *
     * @param checkpoints told of the end of an epoch from time to time
     * @param fraction told how much of the trial is done
     */
    Recorder(TrainingListener checkpoints, DoubleConsumer fraction) {
        this.checkpoints = checkpoints;
        this.fraction = fraction;
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
    }

    @Override
    public void epochEnded(int epoch, Supplier<TrainingState> state) {
        if (System.nanoTime() - lastCheckpoint >= BETWEEN_CHECKPOINTS_NS) {
            checkpoints.epochEnded(epoch, state);
            lastCheckpoint = System.nanoTime();
        }
    }

    /** Returns the series of an {@link Outcome}. What was measured before a checkpoint that was gone on from has no size of the weights. */
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
                series.put(monitor.name().toLowerCase(Locale.ROOT).replace('_', '-'), values);
            }
        }
        if (weightRms.size() == all.size()) {
            series.put(
                    Outcome.WEIGHT_RMS,
                    weightRms.stream().mapToDouble(Double::doubleValue).toArray());
        }
        return series;
    }
}
