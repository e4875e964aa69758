package io.minibatch.train;

import io.minibatch.backend.Tally;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** Computes the monitored values, each data set at most once. An accuracy is NaN where the cost is not finite. */
public record MonitorEvaluator(
        Set<Monitor> monitors, Evaluator onTraining, Evaluator onEvaluation, DoubleSupplier penalty) {
    public Map<Monitor, Double> measure() {
        Map<Monitor, Double> values = new EnumMap<>(Monitor.class);
        add(values, onTraining, Monitor.TRAINING_COST, Monitor.TRAINING_ACCURACY);
        add(values, onEvaluation, Monitor.EVALUATION_COST, Monitor.EVALUATION_ACCURACY);
        return values;
    }

    private void add(Map<Monitor, Double> values, Evaluator evaluator, Monitor cost, Monitor accuracy) {
        if (!monitors.contains(cost) && !monitors.contains(accuracy)) {
            return;
        }
        Tally.Totals totals = evaluator.evaluate();
        if (monitors.contains(cost)) {
            values.put(cost, totals.meanCost() + penalty.getAsDouble());
        }
        if (monitors.contains(accuracy)) {
            values.put(accuracy, Double.isFinite(totals.cost()) ? totals.accuracy() : Double.NaN);
        }
    }
}
