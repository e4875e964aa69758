package io.minibatch.network;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** A network computes NaN or infinite numbers. The message is one line that names the layer and the example. */
public final class NonFiniteException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Describes the failure.
     *
     * @param layer the first layer whose numbers are not finite, counted from 1
     * @param layers of the network
     * @param example counted from 1
     */
    NonFiniteException(int layer, int layers, int example, float value) {
        super("layer " + layer + " of " + layers + " computes " + value + " for row " + example
                + ": the weights are too large for float32; train the network again with a smaller learning rate or "
                + "a larger lambda");
    }
}
