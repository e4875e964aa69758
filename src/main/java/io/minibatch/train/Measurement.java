package io.minibatch.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The values measured at one moment of training.
 *
 * @param epoch epochs done, a fraction inside an epoch
 * @param values what was monitored; accuracies from 0 to 1, costs as means that include the regularizer's penalty
 * @param eta the learning rate of the last step, 0 for methods that have none
 * @param seconds wall-clock training time so far; evaluation does not count. On a device that other trainings use too,
 *     it includes the time in which those had their turns
 * @param examplesPerSecond training examples per second of training time since the last measurement
 */
public record Measurement(
        double epoch, Map<Monitor, Double> values, double eta, double seconds, double examplesPerSecond) {
    public Measurement {
        values = Map.copyOf(values);
    }

    /** Returns a number of epochs for a reader: {@code 3}, {@code 3.25}. */
    public static String epochText(double epoch) {
        return String.format(Locale.ROOT, epoch == Math.rint(epoch) ? "%.0f" : "%.2f", epoch);
    }

    /** Returns the value of the {@link Score}, empty if it was off. */
    public OptionalDouble score() {
        return Arrays.stream(Score.values())
                .map(score -> value(score.monitor()))
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    /** Returns the value of a monitor, empty if it was off. */
    public OptionalDouble value(Monitor monitor) {
        Double value = values.get(monitor);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Returns the accuracy on the evaluation data.
     *
     * @throws IllegalStateException if it was not measured, as of a regression
     */
    public double accuracy() {
        return value(Monitor.EVALUATION_ACCURACY)
                .orElseThrow(() -> new IllegalStateException(
                        "the evaluation accuracy was not measured; score() is what networks are compared by"));
    }

    /** Returns the epoch and what was measured, in one line. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("epoch " + epochText(epoch) + ":");
        for (Monitor monitor : Monitor.values()) {
            value(monitor)
                    .ifPresent(value -> line.append(String.format(
                            Locale.ROOT,
                            monitor.quantity() == Quantity.ACCURACY ? " %s %.2f %%," : " %s %.5g,",
                            monitor.column().replace('_', ' '),
                            monitor.quantity() == Quantity.ACCURACY ? 100 * value : value)));
        }
        return line.append(String.format(Locale.ROOT, " %,.0f examples/s", examplesPerSecond))
                .toString();
    }
}
