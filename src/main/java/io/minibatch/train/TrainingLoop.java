package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Epochs, mini-batches and measurements of one run. */
final class TrainingLoop {
    private static final double NANOSECONDS = 1e-9;

    private final Backend backend;
    private final TrainingOptions options;
    private final DeviceNetwork network;
    private final WeightAverage average;
    private final List<TrainingListener> listeners;
    private final MonitorEvaluator measurer;
    private final TrainingState start;
    private final int size;
    private final int batchSize;

    private final List<Measurement> measurements = new ArrayList<>();
    private final BestNetwork best;
    private double[] scores = {};
    private double eta;
    private int epoch;
    private int stepsOfEpoch;
    private long seen;
    private long seenAtMeasurement;
    private double seconds;
    private long clockStart;

    /** Creates the loop of a run that resumes from {@code start}, whose parameters the network already has. */
    TrainingLoop(
            TrainingSession session, TrainingOptions options, List<TrainingListener> listeners, TrainingState start) {
        this.backend = session.backend();
        this.options = options;
        this.network = session.network();
        this.average = session.average();
        this.listeners = listeners;
        this.measurer = session.measurer();
        this.start = start;
        size = session.training().size();
        batchSize = Math.min(options.hyperparameters().batchSize(), size);
        epoch = start.epoch();
        best = new BestNetwork(options.keep(), start);
        measurements.addAll(start.progress().measurements());
        seenAtMeasurement = start.progress().seenAtMeasurement();
        seconds = start.progress().seconds();
    }

    /** Trains to the end, or until a stop is wanted. */
    TrainingResult run(TrainingSteps steps, BooleanSupplier stopWanted) {
        restore(steps);
        int epochs = options.hyperparameters().epochs();
        listeners.forEach(listener -> listener.stepsRecorded(steps.isFused()));
        listeners.forEach(listener -> listener.started((long) epochs * size));
        StopReason reason = StopReason.COMPLETED;
        seen = (long) epoch * size;
        clockStart = System.nanoTime();
        if (epoch > 0 && isOver()) {
            reason = StopReason.EARLY_STOPPING;
        }
        while (epoch < epochs && reason == StopReason.COMPLETED) {
            scores = scores();
            setRates(steps, epoch, 0);
            epoch++;
            if (!runEpoch(steps, stopWanted)) {
                reason = StopReason.CANCELLED;
                break;
            }
            endEpoch(steps);
            if (isOver()) {
                reason = StopReason.EARLY_STOPPING;
            }
        }
        if (seen > seenAtMeasurement) {
            measure(steps);
        }
        return best.result(average.download(), measurements, reason);
    }

    /**
     * Sets η and what the update rule takes beside it.
     *
     * @param from the epoch, counted from 0
     * @param done share of its steps that were made
     */
    private void setRates(TrainingSteps steps, int from, double done) {
        eta = options.hyperparameters().learningRate().at(from, done, scores);
        backend.upload(options.rates(eta, from, done, size).pack(), steps.rates());
    }

    /** Puts what the update rule kept, and the average, where they were. */
    private void restore(TrainingSteps steps) {
        if (start.epoch() == 0) {
            return;
        }
        average.restore(start, options.hyperparameters().epochs());
        Matrix kept = steps.parameters().state();
        float[] saved = start.optimizerState();
        int expected = kept == null ? 0 : kept.size();
        if (saved.length != expected) {
            throw new CheckpointException("the checkpoint is of a run with another optimizer: it has " + saved.length
                    + " numbers of its state, not " + expected);
        }
        if (kept != null) {
            backend.upload(saved, kept);
        }
    }

    private void endEpoch(TrainingSteps steps) {
        long begin = System.nanoTime();
        listeners.forEach(listener -> listener.epochEnded(epoch, () -> state(steps, begin)));
        clockStart += System.nanoTime() - begin;
    }

    private TrainingState state(TrainingSteps steps, long now) {
        Matrix kept = steps.parameters().state();
        float[] optimizerState = new float[kept == null ? 0 : kept.size()];
        if (kept != null) {
            backend.download(kept, optimizerState);
        }
        double elapsed = seen > seenAtMeasurement ? (now - clockStart) * NANOSECONDS : 0;
        TrainingState.Progress progress =
                new TrainingState.Progress(measurements, seenAtMeasurement, seconds + elapsed);
        return new TrainingState(epoch, network.download(), optimizerState, best.network(), average.state(), progress);
    }

    private boolean isOver() {
        return options.hyperparameters().isOver(scores());
    }

    private double[] scores() {
        return new History(measurements).scores();
    }

    /** Returns what the run would give if it ended here. */
    private Network current() {
        return best.orElse(average::download);
    }

    /** Returns whether the epoch was done to its end. */
    private boolean runEpoch(TrainingSteps steps, BooleanSupplier stopWanted) {
        steps.startEpoch(options.seed(), epoch - 1);
        int count = steps.clock().stepsPerEpoch();
        EpochParts parts =
                changesWithinEpochs() || average.isWithinEpochs() ? EpochParts.hundred(count) : EpochParts.whole(count);
        for (stepsOfEpoch = 0; stepsOfEpoch < count; ) {
            if (stopWanted.getAsBoolean()) {
                return false;
            }
            stepsOfEpoch += steps.run(Math.min(parts.left(stepsOfEpoch), stepsToMeasurement()));
            endPart(steps, parts);
            seen = (epoch - 1L) * size + Math.min((long) stepsOfEpoch * batchSize, size);
            listeners.forEach(listener -> listener.progressed(seen));
            boolean endOfEpoch = stepsOfEpoch == count;
            int every = options.monitoring().everyExamples();
            if (every == 0 ? endOfEpoch : seen - seenAtMeasurement >= every) {
                measure(steps);
            } else if (endOfEpoch) {
                checkFinite(steps);
            }
        }
        return true;
    }

    private boolean changesWithinEpochs() {
        return options.hyperparameters().learningRate().schedule().changesWithinEpochs();
    }

    /** Handles the end of a part of an epoch, and of the epoch. */
    private void endPart(TrainingSteps steps, EpochParts parts) {
        int length = parts.endedBy(stepsOfEpoch);
        if (length == 0) {
            return;
        }
        average.endPart(length);
        if (stepsOfEpoch == parts.steps()) {
            average.endEpoch(epoch, options.hyperparameters().epochs());
        } else if (changesWithinEpochs()) {
            setRates(steps, epoch - 1, (double) stepsOfEpoch / parts.steps());
        }
    }

    private int stepsToMeasurement() {
        int every = options.monitoring().everyExamples();
        if (every == 0) {
            return Integer.MAX_VALUE;
        }
        long missing = Math.max(1, seenAtMeasurement + every - seen);
        return (int) Math.min(Integer.MAX_VALUE, (missing + batchSize - 1) / batchSize);
    }

    /** Waits for the device. */
    private void checkFinite(TrainingSteps steps) {
        int first = backend.firstNonFinite(steps.clock(), network.all());
        if (first > 0) {
            throw diverged(steps, first);
        }
    }

    private DivergedException diverged(TrainingSteps steps, int step) {
        Network kept = best.network();
        if (kept != null) {
            TrainingResult result = best.result(kept, measurements, StopReason.DIVERGED);
            listeners.forEach(listener -> listener.finished(result));
        }
        return new DivergedException(epoch, step, steps.clock().stepsPerEpoch(), eta);
    }

    private void measure(TrainingSteps steps) {
        checkFinite(steps);
        double elapsed = (System.nanoTime() - clockStart) * NANOSECONDS;
        double rate = (seen - seenAtMeasurement) / elapsed;
        seconds += elapsed;
        average.refresh();
        Map<Monitor, Double> values = measurer.measure();
        if (!values.values().stream().allMatch(Double::isFinite)) {
            throw diverged(steps, stepsOfEpoch);
        }
        double epochs = (double) seen / size;
        Measurement measurement = new Measurement(epochs, values, eta, seconds, rate);
        measurements.add(measurement);
        seenAtMeasurement = seen;
        best.add(measurement, average::download);
        History history = new History(measurements);
        listeners.forEach(listener -> listener.measured(history, this::current));
        clockStart = System.nanoTime();
    }
}
