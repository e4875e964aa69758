package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;

/** Costs and correct answers of the valid rows, computed by rows, added in order. */
record TallyCosts(Loss loss, Elementwise function, CpuBatch batch, CpuMatrix logits, CpuTally tally)
        implements Operation {
    @Override
    public int length() {
        return batch.valid();
    }

    @Override
    public long work() {
        return (long) logits.size() * 40;
    }

    @Override
    public void run(int from, int to) {
        for (int row = from; row < to; row++) {
            int start = logits.offset + row * logits.columns;
            int label = batch.label(row);
            tally.costs[row] = loss == Loss.CROSS_ENTROPY ? crossEntropy(start, label) : quadratic(start, label);
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

    private double crossEntropy(int start, int label) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            double z = logits.data[start + j];
            cost += Math.max(z, 0) - (j == label ? z : 0) + Math.log1p(Math.exp(-Math.abs(z)));
        }
        return cost;
    }

    private double quadratic(int start, int label) {
        double cost = 0;
        for (int j = 0; j < logits.columns; j++) {
            float z = logits.data[start + j];
            double difference = (function == Elementwise.SIGMOID ? Activate.sigmoid(z) : z) - (j == label ? 1 : 0);
            cost += 0.5 * difference * difference;
        }
        return cost;
    }
}
