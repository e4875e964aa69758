package io.minibatch.train;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Tally;
import io.minibatch.data.Dataset;
import io.minibatch.data.Task;

/**
 * Converts the sums of an {@link Evaluator} over a data set into measured values.
 *
 * @param values examples times outputs
 * @param variation {@code Σ(y − ȳ)²}, see {@link Quantity#R2}
 * @param unit of the reported errors
 */
record Measures(Task task, double values, double variation, double unit) {
    static Measures of(Dataset data) {
        double values = (double) data.size() * data.outputs();
        return data.examples().desired() instanceof DesiredOutputs.Values desired
                ? new Measures(data.schema().task(), values, variation(desired), desired.unit())
                : new Measures(data.schema().task(), values, 0, 1);
    }

    private static double variation(DesiredOutputs.Values desired) {
        int outputs = desired.outputs();
        float[] y = desired.values();
        double[] means = new double[outputs];
        for (int i = 0; i < y.length; i++) {
            means[i % outputs] += y[i];
        }
        for (int k = 0; k < outputs; k++) {
            means[k] /= desired.size();
        }
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double difference = y[i] - means[i % outputs];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Returns a quantity of the task; NaN if the costs are not finite.
     *
     * @param penalty of the weights, which only the cost includes
     */
    double of(Quantity quantity, Tally.Totals totals, double penalty) {
        if (quantity == Quantity.COST) {
            return totals.meanCost() + penalty;
        }
        if (!Double.isFinite(totals.cost())) {
            return Double.NaN;
        }
        return switch (quantity) {
            case COST -> throw new IllegalStateException();
            case ACCURACY -> totals.accuracy();
            case MEAN_ABSOLUTE_ERROR -> totals.absoluteError() / values * unit;
            case MEAN_SQUARED_ERROR -> totals.squaredError() / values * unit * unit;
            case R2 -> r2(totals.squaredError());
        };
    }

    private double r2(double squaredError) {
        return 1 - squaredError / (variation > 0 ? variation : values);
    }
}
