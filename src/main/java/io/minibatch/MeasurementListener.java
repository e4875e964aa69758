package io.minibatch;

import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.TrainingListener;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Shows each measurement of one run to a condition, and ends the run once it is fulfilled. */
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
