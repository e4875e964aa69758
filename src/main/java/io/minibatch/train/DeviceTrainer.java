package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import java.util.List;
import java.util.Set;

/** A trainer whose parameters are on one device. How a run begins and ends is the same for all of them. */
public abstract class DeviceTrainer implements Trainer {
    private final Backend backend;
    private final List<TrainingListener> listeners;
    private volatile boolean stopRequested;

    protected DeviceTrainer(Backend backend, List<TrainingListener> listeners) {
        this.backend = backend;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns the regularisation that measured costs include. */
    protected abstract Regularization regularization();

    protected abstract Set<Monitor> monitors();

    /** Throws {@link IllegalArgumentException} where the data or the state do not suit the method. */
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
            TrainingSession.Measured measured = new TrainingSession.Measured(monitors(), regularization());
            try (TrainingSession session =
                    new TrainingSession(backend, start.network(), training, evaluation, measured)) {
                TrainingResult result = run(session, start);
                listeners.forEach(listener -> listener.finished(result));
                return result;
            }
        } finally {
            stopRequested = false;
        }
    }

    protected final List<TrainingListener> listeners() {
        return listeners;
    }

    protected final boolean isStopWanted() {
        return stopRequested || listeners.stream().anyMatch(TrainingListener::wantsStop);
    }
}
