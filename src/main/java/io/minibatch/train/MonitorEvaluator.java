package io.minibatch.train;

import io.minibatch.backend.Tally;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Computes the monitored values that the task has, each data set at most once. All but a cost are NaN if the cost is
 * not finite.
 *
 * @param penalty of the weights
 */
public record MonitorEvaluator(Set<Monitor> monitors, Part training, Part evaluation, DoubleSupplier penalty) {
    /** A data set that is measured. */
    record Part(Evaluator evaluator, Measures measures) {}

    public Map<Monitor, Double> measure() {
        Map<Monitor, Double> values = new EnumMap<>(Monitor.class);
        for (Part part : new Part[] {training, evaluation}) {
            Tally.Totals totals = null;
            for (Monitor monitor : Monitor.values()) {
                boolean ofThis = monitor.isOfTraining() == (part == training);
                if (ofThis && monitors.contains(monitor) && monitor.isFor(part.measures.task())) {
                    totals = totals == null ? part.evaluator.evaluate() : totals;
                    double added = monitor.quantity() == Quantity.COST ? penalty.getAsDouble() : 0;
                    values.put(monitor, part.measures.of(monitor.quantity(), totals, added));
                }
            }
        }
        return values;
    }
}
