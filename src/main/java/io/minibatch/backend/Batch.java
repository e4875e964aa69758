package io.minibatch.backend;

/**
 * A window that moves over {@link Examples}, one mini-batch at a time, in an order that lies on the device together with
 * the current place, the current labels and the number of valid rows.
 */
public interface Batch extends DeviceMemory {
    /** Returns the number of rows of a full mini-batch. */
    int capacity();

    Examples examples();

    /** Returns how many mini-batches one pass takes, the last one perhaps short. */
    default int batchesPerEpoch() {
        return (examples().size() + capacity() - 1) / capacity();
    }
}
