package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Epochs, mini-batches and measurements of one run. */
public final class TrainingLoop {
    /** Target seconds of a part of an epoch; after each part, progress is reported and a stop request honoured. */
    public static final double PART_SECONDS = 0.1;

    /** Parts of the first epoch, when it is not yet known how long a step takes. */
    private static final int FIRST_PARTS = 50;

    /** Parts of an epoch at least, so that the network of a stopped run is not always that of an epoch's end. */
    private static final int FEWEST_PARTS = 4;

    private static final double NANOSECONDS = 1e-9;

    /**
     * Seconds from which on every part of an epoch is waited for, so that progress is what is done and a stop does not wait
     * for all that is queued; shorter epochs are not slowed down by it.
     */
    private static final double LONG_EPOCH = 1;

    private final Backend backend;
    private final TrainingOptions options;
    private final DeviceNetwork network;
    private final List<TrainingListener> listeners;
    private final MonitorEvaluator measurer;

    private final List<Measurement> measurements = new ArrayList<>();
    private @Nullable Network best;
    private double bestAccuracy = -1;
    private double eta;
    private int epoch;
    private int stepsOfEpoch;
    private long seen;
    private long seenAtMeasurement;
    private double seconds;
    private long clockStart;
    /** Of the last epoch; the first counts as long. */
    private double secondsOfEpoch = Double.MAX_VALUE;

    /** Creates the loop of a run that goes on from {@code start}, whose parameters the network already has. */
    public TrainingLoop(
            Backend backend,
            TrainingOptions options,
            DeviceNetwork network,
            List<TrainingListener> listeners,
            MonitorEvaluator measurer,
            TrainingState start) {
        this.backend = backend;
        this.options = options;
        this.network = network;
        this.listeners = listeners;
        this.measurer = measurer;
        epoch = start.epoch();
        best = start.best();
        bestAccuracy = best == null ? -1 : start.bestAccuracy().orElse(-1);
        measurements.addAll(start.progress().measurements());
        seenAtMeasurement = start.progress().seenAtMeasurement();
        seconds = start.progress().seconds();
    }

    public TrainingResult run(Batch batch, Update update, Step step, BooleanSupplier stopRequested) {
        int epochs = options.hyperparameters().epochs();
        listeners.forEach(
                listener -> listener.started((long) epochs * batch.examples().size()));
        StopReason reason = StopReason.COMPLETED;
        seen = (long) epoch * batch.examples().size();
        clockStart = System.nanoTime();
        if (epoch > 0 && isOver()) {
            reason = StopReason.EARLY;
        }
        while (epoch < epochs && reason == StopReason.COMPLETED) {
            eta = options.hyperparameters().learningRate().at(epoch, accuracies());
            update.setRates(eta, epoch);
            epoch++;
            if (!runEpoch(batch, step, stopRequested)) {
                reason = StopReason.REQUESTED;
                break;
            }
            endEpoch(update);
            if (isOver()) {
                reason = StopReason.EARLY;
            }
        }
        if (seen > seenAtMeasurement) {
            measure(batch);
        }
        return new TrainingResult(current(), new History(measurements), reason);
    }

    private void endEpoch(Update update) {
        long begin = System.nanoTime();
        listeners.forEach(listener -> listener.epochEnded(epoch, () -> state(update, begin)));
        clockStart += System.nanoTime() - begin;
    }

    private TrainingState state(Update update, long now) {
        Matrix kept = update.state();
        float[] optimizerState = new float[kept == null ? 0 : kept.size()];
        if (kept != null) {
            backend.download(kept, optimizerState);
        }
        double elapsed = seen > seenAtMeasurement ? (now - clockStart) * NANOSECONDS : 0;
        TrainingState.Progress progress =
                new TrainingState.Progress(measurements, seenAtMeasurement, seconds + elapsed);
        return new TrainingState(epoch, network.download(), optimizerState, best, progress);
    }

    private boolean isOver() {
        return options.hyperparameters().isOver(accuracies());
    }

    private double[] accuracies() {
        return new History(measurements).series(Monitor.EVALUATION_ACCURACY);
    }

    /** Returns what the run would give if it ended here. */
    private Network current() {
        return best == null ? network.download() : best;
    }

    /** Returns whether the epoch was done to its end. */
    private boolean runEpoch(Batch batch, Step step, BooleanSupplier stopRequested) {
        long begin = System.nanoTime();
        backend.shuffle(batch, options.seed(), epoch - 1);
        int steps = batch.batchesPerEpoch();
        int part = stepsOfPart(steps);
        for (stepsOfEpoch = 0; stepsOfEpoch < steps; ) {
            if (stopRequested.getAsBoolean()) {
                return false;
            }
            int times = Math.min(Math.min(part, steps - stepsOfEpoch), stepsToMeasurement(batch));
            step.run(times);
            if (secondsOfEpoch > LONG_EPOCH) {
                backend.synchronize();
            }
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
        secondsOfEpoch = (System.nanoTime() - begin) * NANOSECONDS;
        return true;
    }

    private int stepsOfPart(int steps) {
        double parts = secondsOfEpoch == Double.MAX_VALUE ? FIRST_PARTS : secondsOfEpoch / PART_SECONDS;
        return (int) Math.max(1, steps / Math.max(FEWEST_PARTS, parts));
    }

    private int stepsToMeasurement(Batch batch) {
        int every = options.monitoring().everyExamples();
        if (every == 0) {
            return Integer.MAX_VALUE;
        }
        long missing = Math.max(1, seenAtMeasurement + every - seen);
        return (int) Math.min(Integer.MAX_VALUE, (missing + batch.capacity() - 1) / batch.capacity());
    }

    /** Waits for the device. */
    private void checkFinite(Batch batch) {
        int first = backend.firstNonFinite(batch, network.all());
        if (first > 0) {
            throw diverged(batch, first);
        }
    }

    private DivergedException diverged(Batch batch, int step) {
        if (best != null) {
            TrainingResult result = new TrainingResult(best, new History(measurements), StopReason.DIVERGED);
            listeners.forEach(listener -> listener.finished(result));
        }
        return new DivergedException(epoch, step, batch.batchesPerEpoch(), eta);
    }

    private void measure(Batch batch) {
        checkFinite(batch);
        double elapsed = (System.nanoTime() - clockStart) * NANOSECONDS;
        double rate = (seen - seenAtMeasurement) / elapsed;
        seconds += elapsed;
        Map<Monitor, Double> values = measurer.measure();
        if (!values.values().stream().allMatch(Double::isFinite)) {
            throw diverged(batch, stepsOfEpoch);
        }
        double epochs = (double) seen / batch.examples().size();
        measurements.add(new Measurement(epochs, values, eta, seconds, rate));
        seenAtMeasurement = seen;
        keepBest(values);
        History history = new History(measurements);
        listeners.forEach(listener -> listener.measured(history, this::current));
        clockStart = System.nanoTime();
    }

    private void keepBest(Map<Monitor, Double> values) {
        Double accuracy = values.get(Monitor.EVALUATION_ACCURACY);
        if (options.hyperparameters().stopping().wantsBest() && accuracy != null && accuracy > bestAccuracy) {
            bestAccuracy = accuracy;
            best = network.download();
        }
    }
}
