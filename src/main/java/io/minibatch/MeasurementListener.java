package io.minibatch;

import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.TrainingListener;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tests each measurement of a run by a condition, and stops the run once it holds. */
final class MeasurementListener implements TrainingListener {
    private final Predicate<Measurement> condition;
    private boolean fulfilled;

    MeasurementListener(Predicate<Measurement> condition) {
        this.condition = condition;
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        fulfilled |=
                condition.test(history.measurements().get(history.measurements().size() - 1));
    }

    @Override
    public boolean shouldStop() {
        return fulfilled;
    }
}
