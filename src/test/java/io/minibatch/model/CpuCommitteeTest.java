package io.minibatch.model;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;

class CpuCommitteeTest extends CommitteeContract {
    @Override
    Backend open() {
        return new CpuBackend(2);
    }
}
