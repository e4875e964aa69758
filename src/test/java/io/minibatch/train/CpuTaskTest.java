package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;

class CpuTaskTest extends TaskContract {
    @Override
    protected Backend open() {
        return new CpuBackend(1);
    }
}
