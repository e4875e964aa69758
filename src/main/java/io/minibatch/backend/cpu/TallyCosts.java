package io.minibatch.backend.cpu;

import io.minibatch.backend.Objective;

/** Costs, correct answers and errors of the valid rows, computed by rows, added in order. */
record TallyCosts(Objective objective, CpuBatch batch, CpuMatrix logits, CpuTally tally) implements Operation {
    @Override
    public int length() {
        return batch.valid();
    }

    @Override
    public long work() {
        return (long) logits.size() * 20;
    }

    @Override
    public void run(int from, int to) {
        CpuExamples examples = batch.examples();
        boolean labelled = examples.areLabelled();
        for (int row = from; row < to; row++) {
            int start = logits.offset + row * logits.columns;
            int example = batch.example(row);
            int desired = labelled ? examples.label(example) : example * logits.columns;
            tally.costs[row] = examples.weight(example) * cost(start, desired);
            if (labelled) {
                tally.correct[row] = largest(start) == desired;
                tally.absolute[row] = 0;
                tally.squared[row] = 0;
            } else {
                compare(row, start, desired);
            }
        }
    }

    @Override
    public void finish() {
        tally.add(batch.valid());
    }

    /** The first of equals; where there is a NaN, −1, so that a broken network is right about nothing. */
    private int largest(int start) {
        int largest = 0;
        for (int j = 0; j < logits.columns; j++) {
            float value = logits.data[start + j];
            if (Float.isNaN(value)) {
                return -1;
            }
            if (value > logits.data[start + largest]) {
                largest = j;
            }
        }
        return largest;
    }

    /**
     * Compares the activations of a row with desired values; a comparison with NaN is false, and so the answer wrong.
     */
    private void compare(int row, int start, int desired) {
        double most = largestLogit(start);
        double powers = objective.softmax() ? sumOfPowers(start, most) : 1;
        boolean correct = true;
        double absolute = 0;
        double squared = 0;
        for (int j = 0; j < logits.columns; j++) {
            double z = logits.data[start + j];
            double a = objective.softmax()
                    ? Math.exp(z - most) / powers
                    : objective.function().value(z);
            double y = target(j, desired);
            correct &= a >= 0.5 ? y >= 0.5 : a < 0.5 && y < 0.5;
            absolute += Math.abs(a - y);
            squared += (a - y) * (a - y);
        }
        tally.correct[row] = correct;
        tally.absolute[row] = absolute;
        tally.squared[row] = squared;
    }

    private double cost(int start, int desired) {
        return switch (objective.loss()) {
            case QUADRATIC -> quadratic(start, desired);
            case CROSS_ENTROPY -> crossEntropy(start, desired);
            case LOG_LIKELIHOOD -> logLikelihood(start, desired);
        };
    }

    /** @param desired the label, or where the example's desired values begin */
    private double target(int j, int desired) {
        CpuExamples examples = batch.examples();
        if (!examples.areLabelled()) {
            return examples.values[desired + j];
        }
        return j == desired ? objective.targets().on() : objective.targets().off();
    }

    private double quadratic(int start, int desired) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double difference = objective.function().value(logits.data[start + j]) - target(j, desired);
            cost += 0.5 * difference * difference;
        }
        return cost;
    }

    private double crossEntropy(int start, int desired) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double z = logits.data[start + j];
            cost += Math.max(z, 0) - target(j, desired) * z + Math.log1p(Math.exp(-Math.abs(z)));
        }
        return cost;
    }

    private double logLikelihood(int start, int desired) {
        double most = largestLogit(start);
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            cost -= target(j, desired) * (logits.data[start + j] - most);
        }
        return cost + Math.log(sumOfPowers(start, most));
    }

    private double largestLogit(int start) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logits.columns; j++) {
            most = Math.max(most, logits.data[start + j]);
        }
        return most;
    }

    /** Returns {@code Σ e^(z − most)}. */
    private double sumOfPowers(int start, double most) {
        double sum = 0;
        for (int j = 0; j < logits.columns; j++) {
            sum += Math.exp(logits.data[start + j] - most);
        }
        return sum;
    }
}
