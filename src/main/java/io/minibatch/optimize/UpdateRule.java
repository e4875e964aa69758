package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.network.DeviceNetwork;

/** How a gradient changes the parameters. */
public sealed interface UpdateRule permits Sgd {
    /**
     * Allocates what the rule needs on the device.
     *
     * @param regularizer applied to the weights in the same pass
     * @param trainingSize n, by which λ is divided
     */
    Update onDevice(Backend backend, DeviceNetwork network, Regularizer regularizer, int trainingSize);
}
