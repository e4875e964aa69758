package io.minibatch.backend;

/** Accumulators of cost and correct answers on the device. */
public interface Tally extends DeviceMemory {
    /** Returns the largest number of rows that can be tallied at once. */
    int capacity();

    /**
     * What was accumulated.
     *
     * @param cost the sum of the examples' costs
     * @param correct how many examples were classified correctly
     * @param examples how many examples were seen
     */
    record Totals(double cost, long correct, long examples) {
        public double meanCost() {
            return cost / examples;
        }

        public double accuracy() {
            return (double) correct / examples;
        }
    }
}
