package io.minibatch.optimize;

import io.minibatch.backend.Matrix;

/** An {@link UpdateRule} with its memory on a device. Its operations may be recorded. */
public interface Update extends AutoCloseable {
    /** Sets the learning rate η for the steps that follow; not to be recorded. */
    void setLearningRate(double eta);

    /**
     * Changes a layer's weights by the gradient {@code Xᵀ·δ}. Everything that the error of the layer before needs must have
     * been computed.
     *
     * @param input X, {@code [capacity, inputs]}
     * @param delta δ, the derivative of the mean cost by z, {@code [capacity, outputs]}
     */
    void updateWeights(int layer, Matrix input, Matrix delta);

    /**
     * Changes the biases of all layers.
     *
     * @param gradient one row in the order of {@link io.minibatch.network.DeviceNetwork#allBiases()}
     */
    void updateBiases(Matrix gradient);

    @Override
    void close();
}
