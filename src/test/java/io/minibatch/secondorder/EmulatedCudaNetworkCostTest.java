package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;

class EmulatedCudaNetworkCostTest extends NetworkCostContract {
    @Override
    protected Backend open() {
        return EmulatedCuda.open();
    }
}
