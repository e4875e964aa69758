package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.optimize.Averaging;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A trainer whose parameters are on one device; it implements the start and the end of a run. */
public abstract class DeviceTrainer implements Trainer {
    private final Backend backend;
    private final @Nullable TrainingDevice shared;
    private final List<TrainingListener> listeners;
    private volatile boolean stopRequested;

    protected DeviceTrainer(Backend backend, List<TrainingListener> listeners) {
        this.backend = backend;
        this.shared = null;
        this.listeners = List.copyOf(listeners);
    }

    /** Creates a trainer on a device shared with other trainings. */
    protected DeviceTrainer(TrainingDevice shared, List<TrainingListener> listeners) {
        this.backend = shared.backend();
        this.shared = shared;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns the regularization that measured costs include. */
    protected abstract Regularization regularization();

    protected abstract Set<Monitor> monitors();

    /** Returns the averaging of weights. */
    protected Averaging averaging() {
        return Averaging.NONE;
    }

    /** Throws {@link IllegalArgumentException} if the data or the state do not suit the method. */
    protected abstract void requireFit(TrainingState start, Dataset training);

    /** Trains until the end, or until {@link #isStopWanted}. */
    protected abstract TrainingResult run(TrainingSession session, TrainingState start);

    @Override
    public final void requestStop() {
        stopRequested = true;
    }

    @Override
    public final TrainingResult train(TrainingState start, Dataset training, Dataset evaluation) {
        try {
            TrainingSession.requireFit(start.network().architecture(), training, evaluation);
            requireFit(start, training);
            if (shared != null) {
                return train(shared, start, training, evaluation);
            }
            try (OwnDevice own = new OwnDevice(backend)) {
                return train(own, start, training, evaluation);
            }
        } finally {
            stopRequested = false;
        }
    }

    private TrainingResult train(TrainingDevice device, TrainingState start, Dataset training, Dataset evaluation) {
        TrainingSession.Measured measured = new TrainingSession.Measured(monitors(), regularization(), averaging());
        try (TrainingSession session = new TrainingSession(device, start.network(), training, evaluation, measured)) {
            TrainingResult result = run(session, start);
            listeners.forEach(listener -> listener.finished(result));
            return result;
        }
    }

    protected final List<TrainingListener> listeners() {
        return listeners;
    }

    protected final boolean isStopWanted() {
        return stopRequested || listeners.stream().anyMatch(TrainingListener::shouldStop);
    }
}
