package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;

/** By single operations on gathered mini-batches. */
class ExampleDataWithEjmlTest extends ExampleDataContract {
    @Override
    Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(1).withGemm("ejml"))
                .backend();
    }
}
