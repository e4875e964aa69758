package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.contract.BackendContract;

class OpenBlasBackendThreadsTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(3, GemmChoice.of("openblas").product(), 0, true);
    }
}
