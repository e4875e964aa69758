package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;

class CpuNetworkCostTest extends NetworkCostContract {
    @Override
    protected Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(2)).backend();
    }
}
