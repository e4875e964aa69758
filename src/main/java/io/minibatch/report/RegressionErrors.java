package io.minibatch.report;

import java.util.List;
import java.util.Locale;

/**
 * How far predicted numbers are from the right ones.
 *
 * @param names of the numbers
 * @param desired {@code [examples, names.size()]}
 * @param predicted of the same size
 */
public record RegressionErrors(List<String> names, float[] desired, float[] predicted) {
    public RegressionErrors {
        names = List.copyOf(names);
        if (names.isEmpty() || desired.length != predicted.length || desired.length % names.size() != 0) {
            throw new IllegalArgumentException(predicted.length + " numbers are predicted of " + desired.length
                    + ", in examples of " + names.size());
        }
        if (desired.length == 0) {
            throw new IllegalArgumentException("errors need examples");
        }
    }

    /** Sums over examples: {@code Σ|a − y|}, {@code Σ(a − y)²} and {@code Σ(y − ȳ)²}, ȳ being the mean of an output. */
    private record Sums(double values, double absolute, double squared, double variation) {
        Sums plus(Sums other) {
            return new Sums(
                    values + other.values,
                    absolute + other.absolute,
                    squared + other.squared,
                    variation + other.variation);
        }

        /** As {@link io.minibatch.train.Quantity#R2}. */
        double r2() {
            return 1 - squared / (variation > 0 ? variation : values);
        }
    }

    /**
     * Returns lines for a terminal: mean absolute error, root mean squared error and R² of each number, and of all together
     * where there are several. R² of all is weighted by variance.
     */
    public String table() {
        TextTable table = new TextTable("number", "mean absolute error", "root mean squared error", "R²");
        Sums all = new Sums(0, 0, 0, 0);
        for (int output = 0; output < names.size(); output++) {
            Sums own = sums(output);
            all = all.plus(own);
            add(table, names.get(output), own);
        }
        if (names.size() > 1) {
            add(table, "all", all);
        }
        return table.text();
    }

    private static void add(TextTable table, String name, Sums sums) {
        table.add(
                name,
                number(sums.absolute / sums.values),
                number(Math.sqrt(sums.squared / sums.values)),
                String.format(Locale.ROOT, "%.4f", sums.r2()));
    }

    private Sums sums(int output) {
        int width = names.size();
        int examples = desired.length / width;
        double mean = 0;
        for (int i = output; i < desired.length; i += width) {
            mean += desired[i];
        }
        mean /= examples;
        double absolute = 0;
        double squared = 0;
        double variation = 0;
        for (int i = output; i < desired.length; i += width) {
            double error = (double) predicted[i] - desired[i];
            absolute += Math.abs(error);
            squared += error * error;
            variation += (desired[i] - mean) * (desired[i] - mean);
        }
        return new Sums(examples, absolute, squared, variation);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.5g", value);
    }
}
