package io.minibatch.backend;

/**
 * The forward pass of a network for up to {@link #capacity()} rows at a time: {@link #put put} each row, {@link #run},
 * then read {@link #logits()} and {@link #outputs()}. The parameters must not change while it is open.
 *
 * <p>The results of a row do not depend on the other rows or on the row's place, bit for bit. The CPU guarantees this.
 * On CUDA every pass has the same shape, whatever the number of rows, so the same kernels run; that cuBLAS sums all
 * rows of a product in the same order is observed and not documented.
 *
 * <p>One thread at a time may use it, as its backend.
 */
public interface Inference extends AutoCloseable {
    /** Returns the maximum number of rows of a pass. */
    int capacity();

    /**
     * Sets a row of the next pass to {@code bytes/255}.
     *
     * @param row from 0 to less than the capacity
     * @param bytes unsigned; as many as the network has inputs are read
     * @param start of the row in the array
     */
    void put(int row, byte[] bytes, int start);

    /**
     * Sets a row of the next pass to numbers as they are.
     *
     * @param row from 0 to less than the capacity
     * @param values as many as the network has inputs are read
     * @param start of the row in the array
     */
    void put(int row, float[] values, int start);

    /**
     * Computes rows 0 to {@code rows − 1}. Each must have been put since the last run.
     *
     * @param rows from 1 to the capacity
     * @throws IllegalStateException if this or the backend is closed
     */
    void run(int rows);

    /** Returns the weighted inputs of the output layer, {@code [capacity, outputs]}, which the next run overwrites. */
    float[] logits();

    /** Returns the activations of the output layer, {@code [capacity, outputs]}, which the next run overwrites. */
    float[] outputs();

    /**
     * Returns what a layer computed for a row in the last run: the activations of a hidden layer, the logits of the
     * output layer.
     *
     * @param layer from 0, the first hidden layer
     */
    float[] computed(int layer, int row);

    @Override
    void close();
}
