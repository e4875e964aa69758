package io.minibatch.step;

import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;

/** Receives the gradient of each layer from the backward pass. Its operations may be recorded. */
interface LayerUpdate {
    /** Returns where the gradient of a layer's biases belongs, and perhaps the step that is taken by it at once. */
    BiasGradient biasGradient(int layer);

    /**
     * Takes a layer's gradient {@code Xᵀ·δ}, and perhaps changes its weights at once: everything that the error of the
     * layer before needs must have been computed.
     *
     * @param input X, {@code [capacity, inputs]}
     * @param delta δ, the derivative of the mean cost by z, {@code [capacity, outputs]}
     */
    void updateWeights(int layer, Matrix input, Matrix delta);
}
