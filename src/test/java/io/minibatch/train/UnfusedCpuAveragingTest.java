package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;

class UnfusedCpuAveragingTest extends AveragingContract {
    @Override
    protected Backend open() {
        return new CpuBackend(1);
    }
}
