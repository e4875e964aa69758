package io.minibatch.backend;

/** Accumulators of costs, correct answers and errors on the device. */
public interface Tally extends DeviceMemory {
    /** Returns the largest number of rows that can be tallied at once. */
    int capacity();

    /**
     * The accumulated sums. The errors are those of {@link DesiredOutputs.Values}, 0 for labels, and never weighted.
     *
     * @param cost the sum of the examples' costs, each times the example's weight
     * @param correct the number of correct answers, see {@link Backend#tally}
     * @param examples the number of examples that were seen
     * @param absoluteError {@code Σ |a − y|} over all examples and outputs
     * @param squaredError {@code Σ (a − y)²} over all examples and outputs
     */
    record Totals(double cost, long correct, long examples, double absoluteError, double squaredError) {
        /** Creates totals without errors. */
        public Totals(double cost, long correct, long examples) {
            this(cost, correct, examples, 0, 0);
        }

        public double meanCost() {
            return cost / examples;
        }

        public double accuracy() {
            return (double) correct / examples;
        }
    }
}
