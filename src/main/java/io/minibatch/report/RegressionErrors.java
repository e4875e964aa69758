package io.minibatch.report;

import java.util.List;
import java.util.Locale;

/**
 * The errors of predicted numbers.
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
        /** Returns R², NaN if all y are the same and it is not defined. */
        double r2() {
            return variation > 0 ? 1 - squared / variation : Double.NaN;
        }
    }

    /**
     * Returns lines for a terminal: mean absolute error, root mean squared error and R² of each number, and where there
     * are several the mean of their R².
     */
    public String table() {
        TextTable table = new TextTable("number", "mean absolute error", "root mean squared error", "R²");
        double sum = 0;
        for (int output = 0; output < names.size(); output++) {
            Sums own = sums(output);
            sum += own.r2();
            table.add(
                    names.get(output),
                    number(own.absolute / own.values),
                    number(Math.sqrt(own.squared / own.values)),
                    r2(own.r2()));
        }
        if (names.size() > 1) {
            table.add("mean", "", "", r2(sum / names.size()));
        }
        return table.text();
    }

    private static String r2(double value) {
        return Double.isNaN(value) ? "—" : String.format(Locale.ROOT, "%.4f", value);
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
