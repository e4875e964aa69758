package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.contract.BackendContract;

class AutoBackendTest extends BackendContract {
    @Override
    protected Backend open() {
        return new CpuBackend(1, GemmChoice.of("auto").product());
    }
}
