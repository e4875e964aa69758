package io.minibatch.backend;

/**
 * A window that moves over {@link Examples}, one mini-batch at a time, in an order that lies on the device together
 * with the current place and the number of valid rows. Each move is a step of its clock.
 */
public interface Batch extends DeviceMemory {
    /** Returns the number of rows of a full mini-batch. */
    int capacity();

    Examples examples();

    /**
     * Returns the clock that {@link Backend#gather} and {@link Backend#augment} advance; it is closed with the batch.
     */
    StepClock clock();

    /** Returns how many mini-batches one pass takes, the last one perhaps short. */
    default int batchesPerEpoch() {
        return (examples().size() + capacity() - 1) / capacity();
    }
}
