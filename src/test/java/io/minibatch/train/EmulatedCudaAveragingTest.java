package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;

class EmulatedCudaAveragingTest extends AveragingContract {
    @Override
    protected Backend open() {
        return EmulatedCuda.open();
    }
}
