package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.optimize.Averaging;
import java.util.List;
import java.util.Set;

/** Trains by steps over mini-batches, in a fresh order in every epoch. A stop takes a fraction of an epoch. */
public abstract class StepTrainer extends DeviceTrainer {
    private final TrainingOptions options;

    protected StepTrainer(Backend backend, TrainingOptions options, List<TrainingListener> listeners) {
        super(backend, listeners);
        this.options = options;
    }

    /** Creates a trainer on a device that other trainings use too. */
    protected StepTrainer(TrainingDevice shared, TrainingOptions options, List<TrainingListener> listeners) {
        super(shared, listeners);
        this.options = options;
    }

    /** Returns the steps of a run, which are closed at its end. */
    protected abstract TrainingSteps steps(TrainingSession session);

    protected final TrainingOptions options() {
        return options;
    }

    @Override
    protected final Regularization regularization() {
        return options.hyperparameters().regularization();
    }

    @Override
    protected final Set<Monitor> monitors() {
        return options.monitoring().monitors();
    }

    @Override
    protected final Averaging averaging() {
        return options.averaging();
    }

    @Override
    protected final TrainingResult run(TrainingSession session, TrainingState start) {
        try (TrainingSteps steps = steps(session)) {
            return new TrainingLoop(session, options, listeners(), start).run(steps, this::isStopWanted);
        }
    }
}
