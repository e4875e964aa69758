package io.minibatch.backend;

/** {@link ExampleData} on the device: inputs and desired outputs {@code [size, features]}, {@code [size, outputs]}. */
public interface Examples extends DeviceMemory {
    int size();

    int features();

    /** Returns the number of outputs of networks: one for each class, or one for each desired value. */
    int outputs();

    /** Returns whether the inputs are {@link Inputs.Bytes}. */
    boolean areImages();
}
