package io.minibatch.backend.cpu;

import io.minibatch.backend.Tally;

/** Sums in double precision, and room for the rows of one mini-batch. */
final class CpuTally extends CpuMemory implements Tally {
    final double[] costs;
    final boolean[] correct;

    /** {@code Σ |a − y|} and {@code Σ (a − y)²} of each row's outputs, 0 for labels. */
    final double[] absolute;

    final double[] squared;

    private double costSum;
    private long correctSum;
    private long examples;
    private double absoluteSum;
    private double squaredSum;

    CpuTally(CpuBackend owner, int capacity) {
        super(owner);
        this.costs = new double[capacity];
        this.correct = new boolean[capacity];
        this.absolute = new double[capacity];
        this.squared = new double[capacity];
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
            absoluteSum += absolute[row];
            squaredSum += squared[row];
        }
        examples += rows;
    }

    Totals take() {
        Totals totals = new Totals(costSum, correctSum, examples, absoluteSum, squaredSum);
        costSum = 0;
        correctSum = 0;
        examples = 0;
        absoluteSum = 0;
        squaredSum = 0;
        return totals;
    }
}
