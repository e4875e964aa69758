package io.minibatch.backend.cpu;

import io.minibatch.backend.Tally;

/** Sums in double precision, and room for the rows of one mini-batch. */
final class CpuTally extends CpuMemory implements Tally {
    final double[] costs;
    final boolean[] correct;

    private double costSum;
    private long correctSum;
    private long examples;

    CpuTally(CpuBackend owner, int capacity) {
        super(owner);
        this.costs = new double[capacity];
        this.correct = new boolean[capacity];
    }

    @Override
    public int capacity() {
        return costs.length;
    }

    /** Adds the first {@code rows} rows, in order. */
    void add(int rows) {
        for (int row = 0; row < rows; row++) {
            costSum += costs[row];
            correctSum += correct[row] ? 1 : 0;
        }
        examples += rows;
    }

    Totals take() {
        Totals totals = new Totals(costSum, correctSum, examples);
        costSum = 0;
        correctSum = 0;
        examples = 0;
        return totals;
    }
}
