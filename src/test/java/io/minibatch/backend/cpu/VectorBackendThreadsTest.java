package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.contract.BackendContract;

class VectorBackendThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(3, GemmChoice.of("vector").product(), 0, true);
    }
}
