package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;

class CpuAveragingTest extends AveragingContract {
    @Override
    protected Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(2).withGemm("auto"))
                .backend();
    }
}
