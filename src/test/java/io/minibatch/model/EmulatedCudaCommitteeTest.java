package io.minibatch.model;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;

class EmulatedCudaCommitteeTest extends CommitteeContract {
    @Override
    Backend open() {
        return EmulatedCuda.open();
    }
}
