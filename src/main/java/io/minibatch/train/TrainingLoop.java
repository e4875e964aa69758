package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Step;
import io.minibatch.network.DeviceNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Epochs, mini-batches and measurements of one run. */
final class TrainingLoop {
    /** Parts of an epoch between which progress is told and a stop is obeyed. */
    private static final int PARTS = 50;

    private static final double NANOSECONDS = 1e-9;

    private final Backend backend;
    private final TrainingOptions options;
    private final DeviceNetwork network;
    private final List<TrainingListener> listeners;
    private final Measurer measurer;

    private final List<Measurement> measurements = new ArrayList<>();
    private int epoch;
    private int stepsOfEpoch;
    private long seen;
    private long seenAtMeasurement;
    private double seconds;
    private long clockStart;

    TrainingLoop(
            Backend backend,
            TrainingOptions options,
            DeviceNetwork network,
            List<TrainingListener> listeners,
            Measurer measurer) {
        this.backend = backend;
        this.options = options;
        this.network = network;
        this.listeners = listeners;
        this.measurer = measurer;
    }

    TrainingResult run(Batch batch, Step step, BooleanSupplier stopRequested) {
        int epochs = options.hyperparameters().epochs();
        listeners.forEach(
                listener -> listener.started((long) epochs * batch.examples().size()));
        boolean stopped = false;
        clockStart = System.nanoTime();
        while (epoch < epochs && !stopped) {
            epoch++;
            stopped = !runEpoch(batch, step, stopRequested);
        }
        if (seen > seenAtMeasurement) {
            measure(batch);
        }
        StopReason reason = stopped ? StopReason.REQUESTED : StopReason.COMPLETED;
        return new TrainingResult(network.download(), new History(measurements), reason);
    }

    /** Returns whether the epoch was done to its end. */
    private boolean runEpoch(Batch batch, Step step, BooleanSupplier stopRequested) {
        backend.shuffle(batch, options.seed(), epoch - 1);
        int steps = batch.batchesPerEpoch();
        int part = Math.max(1, steps / PARTS);
        for (stepsOfEpoch = 0; stepsOfEpoch < steps; ) {
            if (stopRequested.getAsBoolean()) {
                return false;
            }
            int times = Math.min(Math.min(part, steps - stepsOfEpoch), stepsToMeasurement(batch));
            step.run(times);
            stepsOfEpoch += times;
            seen = (epoch - 1L) * batch.examples().size()
                    + Math.min(
                            (long) stepsOfEpoch * batch.capacity(),
                            batch.examples().size());
            listeners.forEach(listener -> listener.progressed(seen));
            boolean endOfEpoch = stepsOfEpoch == steps;
            int every = options.monitoring().everyExamples();
            if (every == 0 ? endOfEpoch : seen - seenAtMeasurement >= every) {
                measure(batch);
            } else if (endOfEpoch) {
                checkFinite(batch);
            }
        }
        return true;
    }

    private int stepsToMeasurement(Batch batch) {
        int every = options.monitoring().everyExamples();
        if (every == 0) {
            return Integer.MAX_VALUE;
        }
        long missing = Math.max(1, seenAtMeasurement + every - seen);
        return (int) Math.min(Integer.MAX_VALUE, (missing + batch.capacity() - 1) / batch.capacity());
    }

    private void checkFinite(Batch batch) {
        int first = backend.firstNonFinite(batch);
        if (first > 0 || !network.isFinite()) {
            throw diverged(batch, first > 0 ? first : stepsOfEpoch);
        }
    }

    private DivergedException diverged(Batch batch, int step) {
        double eta = options.hyperparameters().eta();
        return new DivergedException(epoch, step, batch.batchesPerEpoch(), eta);
    }

    private void measure(Batch batch) {
        backend.synchronize();
        double elapsed = (System.nanoTime() - clockStart) * NANOSECONDS;
        double rate = (seen - seenAtMeasurement) / elapsed;
        seconds += elapsed;
        checkFinite(batch);
        Map<Monitor, Double> values = measurer.measure();
        if (!values.values().stream().allMatch(Double::isFinite)) {
            throw diverged(batch, stepsOfEpoch);
        }
        double epochs = (double) seen / batch.examples().size();
        measurements.add(
                new Measurement(epochs, values, options.hyperparameters().eta(), seconds, rate));
        seenAtMeasurement = seen;
        History history = new History(measurements);
        listeners.forEach(listener -> listener.measured(history, network::download));
        clockStart = System.nanoTime();
    }
}
