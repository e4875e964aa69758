package io.minibatch.backend.cpu;

import io.minibatch.backend.Objective;

/** Costs and correct answers of the valid rows, computed by rows, added in order. */
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
        for (int row = from; row < to; row++) {
            int start = logits.offset + row * logits.columns;
            int label = batch.label(row);
            tally.costs[row] = cost(start, label);
            tally.correct[row] = largest(start) == label;
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

    private double cost(int start, int label) {
        return switch (objective.loss()) {
            case QUADRATIC -> quadratic(start, label);
            case CROSS_ENTROPY -> crossEntropy(start, label);
            case LOG_LIKELIHOOD -> logLikelihood(start, label);
        };
    }

    private double target(int j, int label) {
        return j == label ? objective.targets().on() : objective.targets().off();
    }

    private double quadratic(int start, int label) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double difference = objective.function().value(logits.data[start + j]) - target(j, label);
            cost += 0.5 * difference * difference;
        }
        return cost;
    }

    private double crossEntropy(int start, int label) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double z = logits.data[start + j];
            cost += Math.max(z, 0) - target(j, label) * z + Math.log1p(Math.exp(-Math.abs(z)));
        }
        return cost;
    }

    private double logLikelihood(int start, int label) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logits.columns; j++) {
            most = Math.max(most, logits.data[start + j]);
        }
        double sum = 0;
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double z = logits.data[start + j] - most;
            sum += Math.exp(z);
            cost -= target(j, label) * z;
        }
        return cost + Math.log(sum);
    }
}
