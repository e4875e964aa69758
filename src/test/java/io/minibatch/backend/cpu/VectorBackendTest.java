package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.contract.BackendContract;

class VectorBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(1, GemmChoice.of("vector").product());
    }
}
