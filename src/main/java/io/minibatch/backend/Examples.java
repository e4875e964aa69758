package io.minibatch.backend;

/** A labelled data set that stays on the device: unsigned bytes {@code [size, features]} and one label each. */
public interface Examples extends DeviceMemory {
    int size();

    int features();

    /** Returns the number of classes; labels are 0 … classes−1. */
    int classes();
}
